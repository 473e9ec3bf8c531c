import * as pulumi from "@pulumi/pulumi";

import { PleskResource } from "../../host/pleskResource";
import { licenseKey } from "./operations";

/** One thing on a key: a licence, a feature or an add-on. */
export interface LicenseItemArgs {
  /** The item's Partner API 3.0 constant, e.g. `PLESK-12-WEB-ADMIN-1M`. Which there are is a matter of your contract. */
  item: pulumi.Input<string>;
  /** How many, for items that can be counted. Left out: not managed. */
  quantity?: pulumi.Input<number>;
  /** Free link to a subscription in your billing. Left out: not managed. */
  externalId?: pulumi.Input<string>;
}

export interface LicenseKeyArgs {
  /**
   * What is on the key, in any order, each constant once. This is the whole list: what is not in it
   * is removed. Items that API 3.0 has no constant for are left alone. A change is an update: adding
   * buys; the system may refuse to remove. Source: partner API 3.0, "Modifying a License Key".
   */
  items: pulumi.Input<pulumi.Input<LicenseItemArgs>[]>;
  /** A short description. Left out: not managed. A change is an update. */
  nickname?: pulumi.Input<string>;
  /**
   * Take over a key that exists instead of buying one. Nothing is written: a key that differs from
   * the declaration is an error that prints the arguments that match it. Read on create only.
   */
  adopt?: pulumi.Input<{ keyId: pulumi.Input<string> } | { activationCode: pulumi.Input<string> }>;
  /**
   * Append a marker to the nickname of a key that is bought, by which an interrupted run finds it
   * again. Default: true. Without it a purchase whose answer is lost cannot be told from one that
   * did not happen. Read on create only.
   */
  marker?: pulumi.Input<boolean>;
  /**
   * What deleting the resource does with the key. Left out: nothing, the key stays and stays billed
   * (the preview shows `delete[retain]`). `terminate` cannot be undone and needs
   * `plesk:limits.allowTerminate`. A change alone sends nothing; it has to be applied with
   * `pulumi up` before a `pulumi destroy` that should follow it.
   */
  onDelete?: pulumi.Input<"suspend" | "terminate">;
  /**
   * What to do about a key that is terminated or no longer visible to the login. `error` (default)
   * keeps it and reports it, `forget` drops it from the state on refresh, so that the next `up` buys
   * another, `replace` shows the replacement in the preview. A change alone sends nothing.
   */
  onGone?: pulumi.Input<"error" | "forget" | "replace">;
}

/** The key as the system holds it. */
export interface LicenseKeyInfo {
  keyId: string;
  keyNumber?: string;
  ownerId: string;
  status?: string;
  terminated: boolean;
  suspended: boolean;
  /** Items that API 3.0 has no constant for; sent back unchanged with every change. */
  unmatchedItems: { item: string; quantity?: number; externalId?: string }[];
  creationDate?: string;
  expirationDate?: string;
}

/**
 * A licence key of Key Administrator (Plesk Partner Central), over Partner API 3.0. Creating buys
 * one; the preview says so. The key's id is the resource's id.
 */
export class LicenseKey extends PleskResource {
  declare readonly items: pulumi.Output<{ item: string; quantity?: number; externalId?: string }[]>;
  declare readonly nickname: pulumi.Output<string | undefined>;
  /** All that is known of the key. The members below are taken from it. */
  declare readonly key: pulumi.Output<LicenseKeyInfo>;
  /** Activation code and link, secret. The members below are taken from it. */
  declare readonly credentials: pulumi.Output<{ activationCode?: string; activationLink?: string }>;

  constructor(name: string, args: LicenseKeyArgs, options?: pulumi.CustomResourceOptions) {
    // An activation code in `adopt` is a secret, also where the user did not say so.
    const adopt = args.adopt === undefined ? {} : { adopt: pulumi.secret(args.adopt) };
    super(licenseKey as never, name, { ...args, ...adopt }, ["key", "credentials"], options);
  }

  /** The stable id: digits, no prefix, no revision. */
  get keyId(): pulumi.Output<string> {
    return this.key.apply(({ keyId }) => keyId);
  }

  /** Prefix, id and revision, e.g. `PLSK.12345678.0001`. The revision grows by itself. */
  get keyNumber(): pulumi.Output<string | undefined> {
    return this.key.apply(({ keyNumber }) => keyNumber);
  }

  /** The system's own word: active, expired, suspended, terminated ... */
  get status(): pulumi.Output<string | undefined> {
    return this.key.apply(({ status }) => status);
  }

  /** What a server is activated with. Secret. */
  get activationCode(): pulumi.Output<string | undefined> {
    return this.credentials.apply(({ activationCode }) => activationCode);
  }

  /** A link that activates, where the product has one. Secret. */
  get activationLink(): pulumi.Output<string | undefined> {
    return this.credentials.apply(({ activationLink }) => activationLink);
  }
}
