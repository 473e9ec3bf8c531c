import type { SystemName } from "../account";
import { rememberSecret } from "../failure";
import { flexCloud, general, partner10, partner30, server, type Setting } from "./table";
import {
  addressOf,
  booleanOf,
  fingerprintOf,
  limitsOf,
  nonEmpty,
  numberOf,
  objectOf,
  oneOf,
  pemOf,
  required,
  urlOf,
  versionOf,
  wrong,
} from "./values";
import type { Limits } from "../converge/allowance";
import type { AccountSettings, FindAccount, SystemAccount } from "../transport/call";

export type { Setting };

/** Every setting there is, for documentation, `doctor` and tests. */
export const settingTables = { general, partner30, partner10, flexCloud, server };

export interface Settings {
  namespace: string;
  limits: Limits;
  readOnly: boolean;
  /** The account of a system. Throws a Failure that names the setting that is missing or wrong. */
  account: FindAccount;
}

/** One configuration value, or undefined where it is not set. */
export type ReadConfig = (key: string) => string | undefined;

type Read = (setting: Setting) => string | undefined;

/**
 * Reads all settings. A value of the configuration (an explicit Provider's arguments, else the
 * stack's) wins over the environment. This is the only place that looks at either.
 */
export function readSettings(config: ReadConfig, env: NodeJS.ProcessEnv = process.env): Settings {
  const read: Read = (setting) => config(setting.key) ?? nonEmpty(env[setting.env]);
  const accounts: { [S in SystemName]: (server?: string) => SystemAccount<S> } = {
    partner30: () => partner30Account(read),
    partner10: () => partner10Account(read),
    flexCloud: () => flexCloudAccount(read),
    pleskXml: (name = "") => pleskServer(name, config, env),
  };
  return {
    namespace: read(general.namespace) ?? "",
    limits: limitsOf(general.limits, read(general.limits)),
    readOnly: booleanOf(general.readOnly, read(general.readOnly), false),
    account: (system, name) => accounts[system](name),
  };
}

function partner30Account(read: Read): SystemAccount<"partner30"> {
  const baseUrl = urlOf(partner30.url, required(partner30.url, read(partner30.url)));
  return {
    system: "partner30",
    title: "Partner API 3.0",
    baseUrl,
    origin: baseUrl,
    ...passwordLogin(partner30, read),
    ...pace(partner30, read, 60),
    accountKind: oneOf(partner30.accountKind, read(partner30.accountKind) ?? "customer", [
      "customer",
      "reseller",
    ]),
    ownerInEveryRequest: booleanOf(partner30.ownerInEveryRequest, read(partner30.ownerInEveryRequest), false),
    settleWindowMs:
      read(partner30.settleWindow) === "never"
        ? Infinity
        : (numberOf(partner30.settleWindow, read(partner30.settleWindow)) ?? 600) * 1000,
    takeOverWindowMs: (numberOf(partner30.takeOverWindow, read(partner30.takeOverWindow)) ?? 3600) * 1000,
    searchWindowMs:
      read(partner30.searchWindow) === "0"
        ? 0
        : (numberOf(partner30.searchWindow, read(partner30.searchWindow)) ?? 0) * 1000,
    listShowsKeys: booleanOf(partner30.listShowsKeys, read(partner30.listShowsKeys), true),
  };
}

function partner10Account(read: Read): SystemAccount<"partner10"> {
  const baseUrl = addressOf(partner10.url, required(partner10.url, read(partner10.url)));
  return {
    system: "partner10",
    title: "Partner API 1.0",
    baseUrl,
    origin: baseUrl,
    ...passwordLogin(partner10, read),
    ...pace(partner10, read, 900),
  };
}

function flexCloudAccount(read: Read): SystemAccount<"flexCloud"> {
  const baseUrl = urlOf(flexCloud.url, required(flexCloud.url, read(flexCloud.url)));
  return {
    system: "flexCloud",
    title: "FlexCloud",
    baseUrl,
    origin: baseUrl,
    ...passwordLogin(flexCloud, read),
    ...pace(flexCloud, read, 120),
  };
}

function pleskServer(name: string, config: ReadConfig, env: NodeJS.ProcessEnv): SystemAccount<"pleskXml"> {
  const stored = storedServers(config)[name] ?? {};
  const settings = serverSettings(name);
  const read: Read = (setting) => {
    const member = setting.key.split(".").at(-1) ?? "";
    return textOf(setting, stored[member]) ?? nonEmpty(env[setting.env]);
  };
  const baseUrl = urlOf(settings.url, required(settings.url, read(settings.url)));
  const credentials = serverLogin(settings, read);
  const handedOn = flexCloudLogin(settings, read, credentials);
  const version = versionOf(settings.protocolVersion, read(settings.protocolVersion));
  const isWhole = credentials.secretKey !== undefined || credentials.login === "admin";
  const ca = pemOf(settings.ca, read(settings.ca));
  const fingerprint = fingerprintOf(settings.fingerprint, read(settings.fingerprint));
  return {
    system: "pleskXml",
    title: `Plesk server ${name}`,
    baseUrl,
    origin: baseUrl,
    ...credentials,
    ...pace(settings, read, 300),
    ...(version === undefined ? {} : { protocolVersion: version }),
    ...(ca === undefined ? {} : { ca }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    insecureSkipVerify: booleanOf(settings.insecureSkipVerify, read(settings.insecureSkipVerify), false),
    accountKind: oneOf(
      settings.accountKind,
      read(settings.accountKind) ?? (isWhole ? "administrator" : "reseller"),
      ["administrator", "reseller"],
    ),
    knowsOwnerAll: version === undefined || isAtLeast(version, [1, 6, 3, 4]),
    bulkRead: oneOf(settings.bulkRead, read(settings.bulkRead) ?? "auto", ["auto", "off"]) === "auto",
    ...(handedOn === undefined ? {} : { handedOn }),
    hasPassword: handedOn !== undefined,
  };
}

/** `plesk:servers` is one configuration value with a member for each server. */
function storedServers(config: ReadConfig): Record<string, Record<string, unknown>> {
  const all: Setting = { key: "plesk:servers", env: "PLESK_SERVER_<NAME>_URL", meaning: "" };
  const value = config(all.key);
  if (value === undefined) return {};
  const servers = objectOf(all, value);
  for (const [name, members] of Object.entries(servers)) {
    if (typeof members !== "object" || members === null) throw wrong(all, `member ${name} must be an object`);
    const strange = Object.keys(members).find((member) => !(member in server));
    if (strange === undefined) continue;
    throw wrong(
      all,
      `member ${name} has an unknown member ${strange}; there are ${Object.keys(server).join(", ")}`,
    );
  }
  return servers as Record<string, Record<string, unknown>>;
}

/** The settings of one server, by its name. */
export function serverSettings(name: string): Record<keyof typeof server, Setting> {
  const variable = name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
  const named = (setting: Setting): Setting => ({
    ...setting,
    key: setting.key.replace("<name>", name),
    env: setting.env.replace("<NAME>", variable),
  });
  return Object.fromEntries(
    Object.entries(server).map(([member, setting]) => [member, named(setting)]),
  ) as Record<keyof typeof server, Setting>;
}

function textOf(setting: Setting, value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw wrong(setting, "must be a text");
}

function passwordLogin(
  settings: Record<"login" | "password", Setting>,
  read: Read,
): Pick<AccountSettings, "login" | "password"> {
  const password = required(settings.password, read(settings.password));
  rememberSecret(password);
  const login = required(settings.login, read(settings.login));
  rememberSecret(Buffer.from(`${login}:${password}`).toString("base64"));
  return { login, password };
}

function serverLogin(
  settings: Record<"login" | "password" | "secretKey", Setting>,
  read: Read,
): Pick<AccountSettings, "login" | "password" | "secretKey"> {
  const secretKey = read(settings.secretKey);
  if (secretKey === undefined) return passwordLogin(settings, read);
  rememberSecret(secretKey);
  for (const other of [settings.login, settings.password]) {
    if (read(other) !== undefined)
      throw wrong(other, `is set beside ${settings.secretKey.key}; set one of the two`);
  }
  return { login: "", password: "", secretKey };
}

/** What FlexCloud logs in to a Plesk server with: a login of its own, else that of the server. */
function flexCloudLogin(
  { flexCloudLogin: login, flexCloudPassword: password }: Record<keyof typeof server, Setting>,
  read: Read,
  own: Pick<AccountSettings, "login" | "password" | "secretKey">,
): AccountSettings["handedOn"] {
  if (read(login) !== undefined || read(password) !== undefined)
    return passwordLogin({ login, password }, read);
  return own.secretKey === undefined ? { login: own.login, password: own.password } : undefined;
}

/** How fast an account may be asked; `timeout` is its default in seconds. */
function pace(
  settings: Record<"maxInFlight" | "requestsPerSecond" | "timeout" | "retryBudget", Setting>,
  read: Read,
  timeout: number,
): Pick<AccountSettings, "maxInFlight" | "requestsPerSecond" | "timeoutMs" | "retryBudgetMs"> {
  const number = (setting: Setting): number | undefined => numberOf(setting, read(setting));
  return {
    maxInFlight: Math.max(1, Math.floor(number(settings.maxInFlight) ?? 4)),
    requestsPerSecond: number(settings.requestsPerSecond),
    timeoutMs: (number(settings.timeout) ?? timeout) * 1000,
    retryBudgetMs: (number(settings.retryBudget) ?? 60) * 1000,
  };
}

function isAtLeast(version: string, wanted: readonly number[]): boolean {
  const parts = version.split(".").map(Number);
  const at = wanted.findIndex((part, index) => (parts[index] ?? 0) !== part);
  return at === -1 || (parts[at] ?? 0) > (wanted[at] ?? 0);
}
