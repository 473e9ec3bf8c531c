import * as pulumi from "@pulumi/pulumi";

import { settingTables, withNameOfAll, type Setting } from "../settings";
import { noteProvider } from "./planHook";
import { stackConfig } from "./stackConfig";

/** How fast a system may be asked. */
export interface PaceArgs {
  /** Requests under way at once. Default: `4`. */
  maxInFlight?: pulumi.Input<number>;
  /** Requests started per second. Default: no limit. */
  requestsPerSecond?: pulumi.Input<number>;
  /** Seconds that all tries of one request may take together. Default: `60`. */
  retryBudget?: pulumi.Input<number>;
}

/** How a Key Administrator Partner API 3.0 account is reached. */
export interface Partner30Args extends PaceArgs {
  /**
   * Base URL of Partner API 3.0 with its version path, e.g. https://api.central.plesk.com/30/. Default:
   * `PLESK_PARTNER30_URL`.
   */
  url?: pulumi.Input<string>;
  /**
   * Login of a Partner API account (an account of the web interface does not work). Default:
   * `PLESK_PARTNER30_LOGIN`.
   */
  login?: pulumi.Input<string>;
  /** Its password; kept secret. Default: `PLESK_PARTNER30_PASSWORD`, which also rotates without a diff. */
  password?: pulumi.Input<string>;
  /** Customer or reseller: whose the account is. Default: `customer`. */
  accountKind?: pulumi.Input<"customer" | "reseller">;
  /** Seconds that one request may take. Default: `60`. */
  timeout?: pulumi.Input<number>;
  /**
   * Seconds after which a purchase that got no answer and does not show is sent again; or never. Default:
   * `600`.
   */
  settleWindow?: pulumi.Input<number | "never">;
  /**
   * Seconds, by the system's clock, for which a key with a resource's marker is taken for what an
   * interrupted run has bought; an older one stops the run. Default: `3600`.
   */
  takeOverWindow?: pulumi.Input<number>;
  /**
   * Seconds that the search for the key of an interrupted run goes on before one is bought, for a system
   * whose lists lag behind; 0 searches once. Default: `0`.
   */
  searchWindow?: pulumi.Input<number>;
  /**
   * False for a reseller whose key list leaves out its customers' keys: then nothing is bought with a
   * marker and no address is bound without takeOver, since neither could be looked up first. Default:
   * `true`.
   */
  listShowsKeys?: pulumi.Input<boolean>;
  /** Name the owner in each change, if your reseller account needs it. Default: `false`. */
  ownerInEveryRequest?: pulumi.Input<boolean>;
}

/** How a Partner API 1.0 account is reached. */
export interface Partner10Args extends PaceArgs {
  /**
   * Address of Partner API 1.0 with its path, e.g. https://ka.plesk.com:7050/. Default:
   * `PLESK_PARTNER10_URL`.
   */
  url?: pulumi.Input<string>;
  /**
   * Login of a Partner API account (an account of the web interface does not work). Default:
   * `PLESK_PARTNER10_LOGIN`.
   */
  login?: pulumi.Input<string>;
  /** Its password; kept secret. Default: `PLESK_PARTNER10_PASSWORD`, which also rotates without a diff. */
  password?: pulumi.Input<string>;
  /** Seconds that one request may take; an upgrade is answered when its work is done. Default: `900`. */
  timeout?: pulumi.Input<number>;
  /**
   * Seconds for which an upgrade that was not answered in time may still be worked on: it is sent again
   * only after them, if the key does not show it; or never. Default: `900`.
   */
  settleWindow?: pulumi.Input<number | "never">;
}

/** How a Hostway account with FlexCloud servers is reached. */
export interface FlexCloudArgs extends PaceArgs {
  /** Base URL of the Hostway API, e.g. https://api.hostway.com/. Default: `PLESK_FLEX_CLOUD_URL`. */
  url?: pulumi.Input<string>;
  /** Login of the Hostway account. Default: `PLESK_FLEX_CLOUD_LOGIN`. */
  login?: pulumi.Input<string>;
  /** Its password; kept secret. Default: `PLESK_FLEX_CLOUD_PASSWORD`, which also rotates without a diff. */
  password?: pulumi.Input<string>;
  /**
   * Seconds that one request may take; an order is answered after a login to the Plesk server. Default:
   * `120`.
   */
  timeout?: pulumi.Input<number>;
}

/**
 * How one Plesk server is reached. What is left out comes from the environment variables that hold its
 * name: `PLESK_SERVER_WEB_1_URL`.
 */
export interface PleskServerArgs extends PaceArgs {
  /** Root URL of the Plesk server, e.g. https://host.example:8443/. Default: `PLESK_SERVER_<NAME>_URL`. */
  url?: pulumi.Input<string>;
  /** Login of the administrator or of a reseller. Default: required without a secret key. */
  login?: pulumi.Input<string>;
  /** Its password; kept secret. Default: required without a secret key. */
  password?: pulumi.Input<string>;
  /**
   * A secret key of the XML API, instead of login and password; it works from one address only; kept
   * secret. Default: none.
   */
  secretKey?: pulumi.Input<string>;
  /**
   * What FlexCloud is given to log in to this server with, e.g. root, should it need another login.
   * Default: the login.
   */
  flexCloudLogin?: pulumi.Input<string>;
  /** Its password; kept secret. Default: the password. */
  flexCloudPassword?: pulumi.Input<string>;
  /**
   * Administrator or reseller: whether the login sees the whole server. To a reseller a subscription that
   * is not shown may also belong to somebody else, so it is never taken for deleted. Default: administrator
   * for the login admin and for a secret key, else reseller.
   */
  accountKind?: pulumi.Input<"administrator" | "reseller">;
  /** Protocol version that packets name, 1.6.3.0 or newer, e.g. 1.6.9.1. Default: none: the server's newest. */
  protocolVersion?: pulumi.Input<string>;
  /** Certificates to trust instead, as PEM text. Default: the authorities that Node.js trusts. */
  ca?: pulumi.Input<string>;
  /**
   * SHA-256 of the server's own certificate, e.g. a self-signed one: this one is trusted and no other.
   * Connects without the environment's proxy. Default: none.
   */
  fingerprint?: pulumi.Input<string>;
  /** Trust whoever answers; warns on every run. Default: `false`. */
  insecureSkipVerify?: pulumi.Input<boolean>;
  /** Seconds that one request may take; a switch is answered when its work is done. Default: `300`. */
  timeout?: pulumi.Input<number>;
  /**
   * Auto or off: whether one request reads all subscriptions of a server after the first three. Default:
   * `auto`.
   */
  bulkRead?: pulumi.Input<"auto" | "off">;
}

/** The accounts of an explicit provider. What is left out comes from the environment, not from the stack's configuration. */
export interface ProviderArgs {
  /** Key Administrator Partner API 3.0. */
  partner30?: Partner30Args;
  /** Key Administrator Partner API 1.0. */
  partner10?: Partner10Args;
  /** Hostway FlexCloud. */
  flexCloud?: FlexCloudArgs;
  /** Plesk servers by the names that resources use. */
  servers?: Record<string, PleskServerArgs>;
}

/**
 * One explicit account, for programs that work with several. What is left out comes from the
 * environment, which the option `envVarMappings` renames for this provider alone: a variable that it
 * names has to be set. Limits, read-only mode and what else is the stack's go along.
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, options?: pulumi.CustomResourceOptions) {
    noteProvider();
    super("pulumi-nodejs", name, configurationOf(args), withMappingsNamed(options));
  }
}

/** The same account for resources that the plugin makes; it takes over the dynamic one, and its configuration has no namespace. */
export class NativeProvider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, options?: pulumi.CustomResourceOptions) {
    const settings = Object.entries(configurationOf(args));
    const inputs = settings.map(([key, value]) => [key.replace("plesk:", ""), value] as const);
    const aliases = [{ type: "pulumi:providers:pulumi-nodejs" }, ...(options?.aliases ?? [])];
    super("plesk", name, Object.fromEntries(inputs), { ...withMappingsNamed(options), aliases });
  }
}

/** An account as a configuration holds it, by its keys. */
function configurationOf(args: ProviderArgs): Record<string, pulumi.Input<string>> {
  return {
    ...stackWide(),
    ...flat(settingTables.partner30, args.partner30),
    ...flat(settingTables.partner10, args.partner10),
    ...flat(settingTables.flexCloud, args.flexCloud),
    ...(args.servers === undefined ? {} : { "plesk:servers": serversText(args.servers) }),
  };
}

/** An explicit provider gets exactly its own arguments, not the stack's configuration. */
function stackWide(): Record<string, string> {
  const config = stackConfig();
  const { namespace: _, ...general } = settingTables.general;
  return Object.fromEntries(
    Object.values<Setting>(general).flatMap(({ key }) => {
      const value = config(key);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** Only the provider process has the environment that the engine renames variables in: it is given their names. */
function withMappingsNamed(
  options: pulumi.CustomResourceOptions | undefined,
): pulumi.CustomResourceOptions | undefined {
  if (options?.envVarMappings === undefined) return options;
  return { ...options, envVarMappings: withNameOfAll(options.envVarMappings) };
}

/** One text for all servers, as a configuration holds them; secret as a whole, since it may hold secrets. */
function serversText(servers: Record<string, PleskServerArgs>): pulumi.Output<string> {
  return pulumi.secret(pulumi.output(servers).apply((known) => JSON.stringify(known)));
}

/** The arguments under their configuration keys, as texts: what a configuration holds. */
function flat<Name extends string>(
  table: Record<Name, Setting>,
  args: Partial<Record<Name, pulumi.Input<string | number | boolean>>> = {},
): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(
    Object.entries<Setting>(table).flatMap(([name, { key, secret }]) => {
      const value = args[name as Name];
      if (value === undefined) return [];
      const text = pulumi.output(value).apply(String);
      return [[key, secret ? pulumi.secret(text) : text]];
    }),
  );
}
