import type * as pulumi from "@pulumi/pulumi";

import { PleskResource } from "../../host/pleskResource";
import { pleskLicenseUpgrade } from "./spec";

/**
 * Upgrade plans applied to a key, over Key Administrator Partner API 1.0.
 *
 * Source: Partner API 1.0, "partner10.upgradeKey", "partner10.getKeyInfo", "partner10.downgradeKey".
 */
export interface Partner10UpgradeArgs {
  /** The key, e.g. `PLSK.01304242`; a revision (`.0000`) may follow and does not count. Another key replaces the resource. */
  keyNumber: pulumi.Input<string>;
  /**
   * The plans that the key should have, in the order in which they are applied: features
   * (`PLESK_POWER_PACK`) and paths (`100_DOMAINS_TO_UNLIMITED_DOMAINS`). A new one is applied in
   * place. Taking one out is refused, unless `onDelete` is `downgrade`: then it is taken off the key.
   */
  upgradePlans: pulumi.Input<pulumi.Input<string>[]>;
  /** How the plans are licensed. Default: as the account is set up. A change alone sends nothing. */
  licenseType?: pulumi.Input<"billing" | "purchase">;
  /**
   * By which identifier a plan shows on the key, for plans whose name does not tell. Default: the
   * plan's name, or what follows its last `_TO_`. A change alone sends nothing.
   */
  expect?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Your answer to an outcome that could not be found out: `applied` if the plans are on the key, `resend`
   * if they are not. Only for the one that was open when it was added; take it out afterwards.
   */
  confirm?: pulumi.Input<"applied" | "resend">;
}

/**
 * An add-on ordered for the Plesk licence of a cloud server, over Hostway FlexCloud.
 *
 * Source: Hostway API, "ServerActionUpgradePlesk".
 */
export interface FlexCloudUpgradeArgs {
  /** The server's id, e.g. `smith1234-CHI-0013`. Another server replaces the resource. */
  serverId: pulumi.Input<string>;
  /** The account that it belongs to. Default: the login's. Another account replaces the resource. */
  accountId?: pulumi.Input<string>;
  /** What is ordered, e.g. `plesk.9.linux.powerpack`. Another one is ordered in place; the old one stays. */
  addonTextkey: pulumi.Input<string>;
  /**
   * The name that the settings give the Plesk server: its login, password and port are handed to FlexCloud, and its
   * licence key is read for `verify`. New credentials send nothing.
   */
  pleskServer: pulumi.Input<string>;
  /**
   * What proves the add-on: a property of the Plesk server's own licence key and its value. An add-on that
   * is proved is not ordered. `none`: nothing can be seen; a run that is killed may then order twice where
   * `plesk:journal` is not kept, and the resource stays `accepted-unverified`.
   */
  verify: pulumi.Input<
    | "none"
    | {
        /** The property of the key, e.g. `powerpack`. */
        property: pulumi.Input<string>;
        /** Its value with the add-on, e.g. `true`. */
        value: pulumi.Input<string>;
      }
  >;
  /**
   * Your answer to an order that never showed: `resend` orders once more; `applied` (with `verify: "none"`
   * only) takes it as done. Only for the one that was open when it was added; take it out afterwards.
   */
  confirm?: pulumi.Input<"applied" | "resend">;
}

/** How long to wait. */
export interface PleskLicenseUpgradeTimeouts {
  /** Seconds that an order over FlexCloud waits for a busy server and then for its add-on to show. Default: 900. */
  upgrade?: pulumi.Input<number>;
}

/** Exactly one of `partner10` and `flexCloud`; going from one to the other replaces the resource. */
export interface PleskLicenseUpgradeArgs {
  /** Plans applied to a key. */
  partner10?: pulumi.Input<Partner10UpgradeArgs>;
  /** An add-on ordered for a cloud server. */
  flexCloud?: pulumi.Input<FlexCloudUpgradeArgs>;
  /**
   * What deleting the resource does. `keep`, or left out: nothing, the upgrade stays and stays billed
   * (the preview of a dynamic resource shows `delete[retain]`). `downgrade` (with `partner10` only) takes the plans off the key one by one,
   * also those that are taken out of `upgradePlans`; some have no way back. A change alone sends nothing; it has
   * to be applied with `pulumi up` before a `pulumi destroy` that should follow it.
   */
  onDelete?: pulumi.Input<"keep" | "downgrade">;
  /** How long to wait. */
  timeouts?: pulumi.Input<PleskLicenseUpgradeTimeouts>;
}

/** The upgrade as the systems show it. */
export interface PleskLicenseUpgradeInfo {
  /**
   * With partner10 `settled`, or `outcome-unknown` until `confirm` answers. With flexCloud `not-ordered`, `pending`
   * (accepted, not seen yet), `applied` (seen), `missing` (seen before, not any more), `accepted-unverified`
   * or `outcome-unknown`.
   */
  status:
    "settled" | "outcome-unknown" | "not-ordered" | "pending" | "applied" | "missing" | "accepted-unverified";
  /** partner10: the key's number with its revision. */
  keyNumber?: string;
  /** partner10: the plans that are on the key, as far as the resource stands for them. */
  appliedPlans?: string[];
  /** partner10: what the key's type and all its features are called. */
  identifiers?: string[];
  /** partner10: whether the key is terminated; then nothing can be done with it. */
  terminated?: boolean;
  /** partner10: whether the key is marked as a problem; then nothing can be changed. */
  problem?: boolean;
  /** partner10: the key that has to be used in its place. */
  overridingKeyNumber?: string;
  /** partner10: as the system tells it, without a zone, e.g. `20301212T00:00:00`. */
  expirationDate?: string;
  /** partner10: when the product asks for a new key file, likewise. */
  updateDate?: string;
  /** flexCloud: when the add-on was ordered, as ISO 8601; absent where it was there before. */
  orderedAt?: string;
}

/**
 * Upgrade plans of a key, or an add-on of a cloud server's Plesk licence. Creating looks first: what is
 * there is not ordered. The id is the key's number without its revision, or the account and the server.
 */
export class PleskLicenseUpgrade extends PleskResource {
  /** The plans as declared or, after a refresh, as they are. */
  declare readonly partner10: pulumi.Output<
    | {
        keyNumber: string;
        upgradePlans: string[];
        licenseType?: "billing" | "purchase";
        expect?: Record<string, string>;
        confirm?: "applied" | "resend";
      }
    | undefined
  >;
  /** The add-on as declared or, after a refresh, as it is. */
  declare readonly flexCloud: pulumi.Output<
    | {
        serverId: string;
        accountId?: string;
        addonTextkey: string;
        pleskServer: string;
        verify: "none" | { property: string; value: string };
        confirm?: "applied" | "resend";
      }
    | undefined
  >;
  /** As declared. */
  declare readonly onDelete: pulumi.Output<"keep" | "downgrade" | undefined>;
  /** All that is known of the upgrade. */
  declare readonly upgrade: pulumi.Output<PleskLicenseUpgradeInfo>;

  constructor(name: string, args: PleskLicenseUpgradeArgs, options?: pulumi.CustomResourceOptions) {
    super(pleskLicenseUpgrade as never, name, { ...args }, ["upgrade"], options);
  }

  /**
   * An upgrade that something else manages, by a key number, or by `account/server` (`/server` for the
   * login's own account): read on each run, never changed. One that the login cannot see is an error.
   */
  static get(
    name: string,
    id: pulumi.Input<string>,
    options?: pulumi.CustomResourceOptions,
  ): PleskLicenseUpgrade {
    return new this(name, {}, { ...options, id });
  }

  /** How far it is, in one word. */
  get status(): pulumi.Output<PleskLicenseUpgradeInfo["status"]> {
    return this.upgrade.apply(({ status }) => status);
  }

  /** The key's number with its revision; undefined with flexCloud. */
  get keyNumber(): pulumi.Output<string | undefined> {
    return this.upgrade.apply(({ keyNumber }) => keyNumber);
  }

  /** The plans that are on the key; undefined with flexCloud. */
  get appliedPlans(): pulumi.Output<string[] | undefined> {
    return this.upgrade.apply(({ appliedPlans }) => appliedPlans);
  }
}
