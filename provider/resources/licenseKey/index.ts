import * as pulumi from "@pulumi/pulumi";

import { PleskResource } from "../../host/pleskResource";
import { licenseKey } from "./spec";

/** One thing on a key: a licence, a feature or an add-on. */
export interface LicenseItemArgs {
  /**
   * The item's Partner API 3.0 constant, e.g. `PLESK-12-WEB-ADMIN-1M`. Which ones there are is a
   * matter of your contract; none is rejected here.
   */
  item: pulumi.Input<string>;
  /** How many, 1 or more, for items that can be counted. Left out: not managed. */
  quantity?: pulumi.Input<number>;
  /** Free link to a subscription in your billing. Left out: not managed, and kept as it is. */
  externalId?: pulumi.Input<string>;
}

/**
 * Properties you leave out are not managed: they keep their value, and changes made elsewhere are not
 * reported as drift.
 * No input replaces the key when it changes; only `onGone: "replace"` ever does.
 *
 * Source of what can be changed and how: Partner API 3.0, "Modifying a License Key" and "License Key
 * Structure (Full)".
 */
export interface LicenseKeyArgs {
  /**
   * What is on the key, in any order, each constant once. This is the whole list: see
   * `unlistedItems`. Items that API 3.0 has no constant for are never touched. Adding buys; the
   * system may refuse to remove or to go to a lower edition, and says so in its own words.
   */
  items: pulumi.Input<pulumi.Input<LicenseItemArgs>[]>;
  /** What to do about items on the key that `items` does not list. Default: `remove`. */
  unlistedItems?: pulumi.Input<"remove" | "keep">;
  /**
   * The internal id of the account that owns the key. Reseller credentials need it to buy. A change
   * moves the key: reseller credentials only, and within `plesk:limits.ownerMoves`.
   */
  ownerId?: pulumi.Input<string>;
  /** A short description of up to 52 characters. */
  nickname?: pulumi.Input<string>;
  /** Whether Key Administrator renews the key by itself. */
  autoRenew?: pulumi.Input<boolean>;
  /** Whether the key is suspended. Suspending is sent last, resuming first. */
  suspended?: pulumi.Input<boolean>;
  /** The key that this one is attached to, or `detached`. */
  parent?: pulumi.Input<
    | "detached"
    | {
        /** The id of that key. */
        keyId: pulumi.Input<string>;
      }
  >;
  /** The address that the key is bound to, or `unbound`. */
  ipBinding?: pulumi.Input<"unbound" | IpBindingArgs>;
  /** A Partner Central product configuration: the settings that servers with this key get. */
  productConfigurationId?: pulumi.Input<number>;
  /** Activates the key for a UID. Old products only; modern Plesk versions do not support it. */
  activation?: pulumi.Input<{
    /** The UID. */
    uid: pulumi.Input<string>;
  }>;
  /**
   * Take over a key that exists instead of buying one. Nothing is written: a key that differs from
   * the declaration is an error that prints the arguments that match it. Read on create only, and
   * kept secret, since it may hold an activation code.
   */
  adopt?: pulumi.Input<
    | {
        /** The key's id. */
        keyId: pulumi.Input<string>;
      }
    | {
        /** The key's activation code. */
        activationCode: pulumi.Input<string>;
      }
  >;
  /**
   * Append a marker to the nickname of a key that is bought, by which an interrupted run finds it
   * again. Default: true. Without it a purchase whose answer is lost looks the same as one that
   * did not happen. Read on create only.
   */
  marker?: pulumi.Input<boolean>;
  /**
   * What deleting the resource does with the key. `keep`, or left out: nothing, the key stays and
   * stays billed (the preview of a dynamic resource shows `delete[retain]`). `terminate` cannot be undone and needs
   * `plesk:limits.allowTerminate`. A change alone sends nothing; it has to be applied with
   * `pulumi up` before a `pulumi destroy` that should follow it.
   */
  onDelete?: pulumi.Input<"keep" | "suspend" | "terminate">;
  /**
   * What to do about a key that is terminated or no longer visible to the login. `error` (default)
   * keeps it and reports it, `forget` drops it from the state on refresh, so that the next `up` buys
   * another, `replace` shows the replacement in the preview. A change alone sends nothing.
   */
  onGone?: pulumi.Input<"error" | "forget" | "replace">;
  /** How long to wait. A change alone sends nothing. */
  timeouts?: pulumi.Input<LicenseKeyTimeouts>;
}

/** An address that a key is bound to. */
export interface IpBindingArgs {
  /** An IPv4 or IPv6 address. */
  address: pulumi.Input<string>;
  /** Whether the key works on this address only. IPv4 only. Left out: not managed. */
  restrict?: pulumi.Input<boolean>;
  /** Bind also where another key holds the address and loses it. Default: false, which is an error. */
  takeOver?: pulumi.Input<boolean>;
}

/** How long to wait. */
export interface LicenseKeyTimeouts {
  /** Seconds to wait for another key to give up the address. Default: 60. */
  ipBinding?: pulumi.Input<number>;
}

/** The key as the system holds it. Members that the system did not return are absent. */
export interface LicenseKeyInfo {
  /** The stable id: digits, no prefix, no revision. */
  keyId: string;
  /** Prefix, id and revision, e.g. `PLSK.12345678.0001`. The revision grows by itself. */
  keyNumber?: string;
  /** The internal id of the account that owns the key. */
  ownerId: string;
  /** The description, without a marker. */
  nickname: string;
  /** Whether Key Administrator renews the key by itself. */
  autoRenew?: boolean;
  /** Whether the key is suspended. */
  suspended: boolean;
  /** Whether the key is terminated: it cannot be used or changed any more. */
  terminated: boolean;
  /** The system's own word: active, expired, suspended, terminated ... */
  status?: string;
  /** The key that this one is attached to; null where it is attached to none. */
  parentKeyId?: string | null;
  /** The keys that are attached to this one. */
  childKeyIds: string[];
  /** The address that the key is bound to; null where it is bound to none. */
  ipAddress?: string | null;
  /** Whether the key works on this address only. */
  restrictIp?: boolean;
  /** The Partner Central product configuration that servers with this key get. */
  productConfigurationId?: number;
  /** The UID that the key is activated for. */
  activationUid?: string;
  /** Items that API 3.0 has no constant for; sent back unchanged with every change. */
  unmatchedItems: { item: string; quantity?: number; externalId?: string }[];
  /** When the key was made. */
  creationDate?: string;
  /** When the key was last changed. */
  lastModificationDate?: string;
  /** When the product should fetch a new key file. */
  updateDate?: string;
  /** Technical end of the current key file; moves by itself. */
  expirationDate?: string;
  /** When the Software Update Service of a purchased key ends. */
  susExpirationDate?: string;
  /** ACTIVE or EXPIRED: the Software Update Service of purchased keys. */
  susStatus?: string;
}

/**
 * A licence key of Key Administrator (Plesk Partner Central), over Partner API 3.0. Creating buys
 * one; the preview says so. The key's id is the resource's id.
 */
export class LicenseKey extends PleskResource {
  /** The items as declared or, after a refresh, as they are. */
  declare readonly items: pulumi.Output<{ item: string; quantity?: number; externalId?: string }[]>;
  /** Undefined where it is not declared, as are the ones below; `key` holds what the system has. */
  declare readonly unlistedItems: pulumi.Output<"remove" | "keep" | undefined>;
  /** The owner as declared or, after a refresh, as it is. */
  declare readonly ownerId: pulumi.Output<string | undefined>;
  /** The nickname as declared or, after a refresh, as it is. */
  declare readonly nickname: pulumi.Output<string | undefined>;
  /** As declared or, after a refresh, as it is. */
  declare readonly autoRenew: pulumi.Output<boolean | undefined>;
  /** As declared or, after a refresh, as it is. */
  declare readonly suspended: pulumi.Output<boolean | undefined>;
  /** The parent as declared or, after a refresh, as it is. */
  declare readonly parent: pulumi.Output<"detached" | { keyId: string } | undefined>;
  /** The address as declared or, after a refresh, as it is. */
  declare readonly ipBinding: pulumi.Output<
    "unbound" | { address: string; restrict?: boolean; takeOver?: boolean } | undefined
  >;
  /** As declared or, after a refresh, as it is. */
  declare readonly productConfigurationId: pulumi.Output<number | undefined>;
  /** As declared or, after a refresh, as it is. */
  declare readonly activation: pulumi.Output<{ uid: string } | undefined>;
  /** As declared. */
  declare readonly onDelete: pulumi.Output<"keep" | "suspend" | "terminate" | undefined>;
  /** As declared. */
  declare readonly onGone: pulumi.Output<"error" | "forget" | "replace" | undefined>;
  /** All that is known of the key; undefined while its purchase has no answer. */
  declare readonly key: pulumi.Output<LicenseKeyInfo>;
  /** Activation code and link, secret. */
  declare readonly credentials: pulumi.Output<{
    /** What a server is activated with. */
    activationCode?: string;
    /** A link that activates, where the product has one. */
    activationLink?: string;
  }>;

  constructor(name: string, args: LicenseKeyArgs, options?: pulumi.CustomResourceOptions) {
    super(licenseKey as never, name, { ...args }, ["key", "credentials"], options);
  }

  /**
   * A key that something else manages, by its id: read on each run, never changed. An id that the
   * login cannot see is an error.
   */
  static get(name: string, keyId: pulumi.Input<string>, options?: pulumi.CustomResourceOptions): LicenseKey {
    return new this(name, { items: undefined as never }, { ...options, id: keyId });
  }

  /**
   * The stable id: digits, no prefix, no revision. It is known in a preview that changes the key.
   * `pending:...` while the purchase has no answer: then there is no key id yet.
   */
  get keyId(): pulumi.Output<string> {
    // Of a key that is adopted by a secret id the id says nothing.
    return this.id.apply((id) =>
      id === "[secret]" ? this.key.apply(({ keyId }) => keyId) : pulumi.output(id),
    );
  }

  /** Prefix, id and revision, e.g. `PLSK.12345678.0001`. The revision grows by itself. */
  get keyNumber(): pulumi.Output<string | undefined> {
    return this.key.apply((key: LicenseKeyInfo | undefined) => key?.keyNumber);
  }

  /** The system's own word: active, expired, suspended, terminated ... */
  get status(): pulumi.Output<string | undefined> {
    return this.key.apply((key: LicenseKeyInfo | undefined) => key?.status);
  }

  /** Whether the key is terminated: it cannot be used or changed any more. */
  get terminated(): pulumi.Output<boolean> {
    return this.key.apply((key: LicenseKeyInfo | undefined) => key?.terminated ?? false);
  }

  /** The keys that are attached to this one. */
  get childKeyIds(): pulumi.Output<string[]> {
    return this.key.apply((key: LicenseKeyInfo | undefined) => key?.childKeyIds ?? []);
  }

  /** What a server is activated with. Secret. */
  get activationCode(): pulumi.Output<string | undefined> {
    return this.credentials.apply(
      (secret: { activationCode?: string } | undefined) => secret?.activationCode,
    );
  }

  /** A link that activates, where the product has one. Secret. */
  get activationLink(): pulumi.Output<string | undefined> {
    return this.credentials.apply(
      (secret: { activationLink?: string } | undefined) => secret?.activationLink,
    );
  }
}
