import * as pulumi from "@pulumi/pulumi";

import { settingTables, type Setting } from "../settings";
import { stackConfig } from "./stackConfig";

/** How a Key Administrator Partner API 3.0 account is reached. */
export interface Partner30Args {
  /** Base URL with its version path, e.g. `https://api.central.plesk.com/30/`. Default: `PLESK_PARTNER30_URL`. */
  url?: pulumi.Input<string>;
  /** Login of a Partner API account. Default: `PLESK_PARTNER30_LOGIN`. */
  login?: pulumi.Input<string>;
  /** Its password; kept secret. Default: `PLESK_PARTNER30_PASSWORD`, which also rotates without a diff. */
  password?: pulumi.Input<string>;
  /** Whose the account is. Default: `customer`. */
  accountKind?: pulumi.Input<"customer" | "reseller">;
  /** Requests under way at once. Default: 4. */
  maxInFlight?: pulumi.Input<number>;
  /** Requests started per second. Default: no limit. */
  requestsPerSecond?: pulumi.Input<number>;
  /** Seconds that one request may take. Default: 60. */
  timeout?: pulumi.Input<number>;
  /** Seconds that all tries of one request may take together. Default: 60. */
  retryBudget?: pulumi.Input<number>;
  /** Seconds after which a purchase that got no answer and does not show is sent again, or `never`. Default: 600. */
  settleWindow?: pulumi.Input<number | "never">;
  /** Seconds that the search for the key of an interrupted run goes on before one is bought. Default: 0, one search. */
  searchWindow?: pulumi.Input<number>;
  /** Whether this login's key list shows the keys that it works on. Default: true. */
  listShowsKeys?: pulumi.Input<boolean>;
  /** Name the owner in each change, if your reseller account needs it. Default: false. */
  ownerInEveryRequest?: pulumi.Input<boolean>;
}

export interface ProviderArgs {
  /** Key Administrator Partner API 3.0. */
  partner30?: Partner30Args;
}

/**
 * One explicit account, for programs that work with several. What is left out comes from the
 * environment, which the option `envVarMappings` renames for this provider alone. Limits and
 * read-only mode are the stack's and go along.
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, options?: pulumi.CustomResourceOptions) {
    super(
      "pulumi-nodejs",
      name,
      { ...stackWide(), ...flat(settingTables.partner30, args.partner30 ?? {}) },
      options,
    );
  }
}

/** An explicit provider gets exactly its own arguments, not the stack's configuration. */
function stackWide(): Record<string, string> {
  const config = stackConfig();
  const { limits, readOnly } = settingTables.general;
  return Object.fromEntries(
    [limits, readOnly].flatMap(({ key }) => {
      const value = config(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** The arguments under their configuration keys, as texts: what a configuration holds. */
function flat(table: Record<string, Setting>, args: Partner30Args): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, { key, secret }]) => {
      const value = args[name as keyof Partner30Args];
      if (value === undefined) return [];
      const text = pulumi.output(value).apply(String);
      return [[key, secret ? pulumi.secret(text) : text]];
    }),
  );
}
