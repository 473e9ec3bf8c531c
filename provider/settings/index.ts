import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

import type { SystemName } from "../account";
import { rememberSecret } from "../failure";
import type { Limits } from "../converge/allowance";
import type { AccountSettings, FindAccount, SystemAccount } from "../transport/call";
import type { LogOptions } from "../transport/log";
import { bypassesProxy } from "../transport/proxy";
import { assertMapped } from "./mappings";
import { Invalid, proxy } from "./read";
import {
  flexCloud,
  general,
  partner10,
  partner30,
  pleskXml,
  serverNames,
  servers,
  serverSettings,
  type Setting,
  type Table,
  type ValuesOf,
} from "./table";
import { invalidSettings, invalidVariable, type Fault } from "./wrong";

export { withNameOfAll } from "./mappings";
export {
  defaultInMarkdown,
  isKey,
  isRequired,
  isVariable,
  serverNames,
  serverSettings,
  settingNames,
} from "./table";
export { misspelt } from "./misspelt";
export type { Setting };

/** Every setting there is, for documentation, `doctor` and tests. */
export const settingTables = { general, partner30, partner10, flexCloud, pleskXml };

export interface Settings extends LogOptions {
  namespace: string;
  limits: Limits;
  readOnly: boolean;
  /** The folder of the journal of orders, or `off`. */
  journal: string;
  /** Whether each run reads every resource before it plans. */
  lookFirst: boolean;
  /** The account of a system. Throws a Failure that names every setting that is missing or wrong. */
  account: FindAccount;
}

/** One configuration value, or undefined where it is not set. */
export type ReadConfig = (key: string) => string | undefined;

/** The text of a setting; undefined where it is not set. */
type Read = (setting: Setting) => string | undefined;

/**
 * Reads all settings. A value of the configuration (an explicit Provider's arguments, else the
 * stack's) wins over the environment. This is the only place that looks at either.
 */
export function readSettings(config: ReadConfig, env: NodeJS.ProcessEnv = process.env): Settings {
  assertMapped(env);
  const read: Read = ({ key, env: variable, either }) => {
    const given = nonEmpty(env[variable]);
    return either && given !== undefined && given !== "false" ? given : (config(key) ?? given);
  };
  const accounts: { [S in SystemName]: (server?: string) => SystemAccount<S> } = {
    partner30: () => partner30Account(read, env),
    partner10: () => {
      const values = valuesOf(partner10, read);
      return {
        system: "partner10",
        title: "Partner API 1.0",
        ...connection(values, env),
        settleWindowMs: milliseconds(values.settleWindow),
        ...basicLogin(values),
      };
    },
    flexCloud: () => {
      const values = valuesOf(flexCloud, read);
      return { system: "flexCloud", title: "FlexCloud", ...connection(values, env), ...basicLogin(values) };
    },
    pleskXml: (name = "") => pleskServer(name, config, env),
  };
  const { maxBody, journal, ...values } = valuesOf(general, read);
  const known = new Map<string, SystemAccount<SystemName>>();
  return {
    ...values,
    journal: journal ?? join(pulumiHome(env), "plesk", "orders"),
    account: <S extends SystemName>(system: S, name?: string) => {
      const key = `${system} ${name ?? ""}`;
      const account = known.get(key) ?? { ...accounts[system](name), maxBodyBytes: maxBody * 2 ** 20 };
      known.set(key, account);
      return account as SystemAccount<S>;
    },
  };
}

function pulumiHome(env: NodeJS.ProcessEnv): string {
  return nonEmpty(env.PULUMI_HOME) ?? join(userHome(), ".pulumi");
}

/** A user without an entry on the machine has none, e.g. in a container. */
function userHome(): string {
  try {
    return homedir() || tmpdir();
  } catch {
    return tmpdir();
  }
}

/** Whether the engine writes its state at the end of a run only (an experimental variable of Pulumi). */
export function skipsCheckpoints(env: NodeJS.ProcessEnv = process.env): boolean {
  return ["true", "1"].includes(env.PULUMI_SKIP_CHECKPOINTS ?? "");
}

/** The values of a table, those of `needed` required; all that is missing or wrong becomes one failure. */
function valuesOf<T extends Table>(table: T, read: Read, needed: readonly string[] = []): ValuesOf<T> {
  const faults: Fault[] = [];
  const values = Object.entries(table).map(([name, setting]) => {
    try {
      return [name, valueOf(setting, read(setting), needed.includes(name))];
    } catch (error) {
      if (!(error instanceof Invalid)) throw error;
      faults.push({ setting, reason: error.message });
      return [name, undefined];
    }
  });
  if (faults.length > 0) throw invalidSettings(faults);
  return Object.fromEntries(values) as ValuesOf<T>;
}

function valueOf(setting: Setting, text: string | undefined, isNeeded: boolean): unknown {
  if (text === undefined) {
    if ("default" in setting && !isNeeded) return setting.default;
    throw new Invalid(`is not set: ${setting.meaning}`);
  }
  if (setting.secret) rememberSecret(text);
  return setting.read(text);
}

type Pace = Pick<
  ValuesOf<typeof pleskXml>,
  "url" | "maxInFlight" | "requestsPerSecond" | "timeout" | "retryBudget"
>;

/** How a system is reached, and how fast. */
function connection(
  { url, timeout, retryBudget, maxInFlight, requestsPerSecond }: Pace,
  env: NodeJS.ProcessEnv,
) {
  return {
    baseUrl: url,
    origin: url,
    maxInFlight,
    requestsPerSecond,
    timeoutMs: milliseconds(timeout),
    retryBudgetMs: milliseconds(retryBudget),
    ...proxyOf(env, url),
  };
}

/** Login and password, which are as secret in the form in which they are sent. */
function basicLogin({ login, password }: { login: string; password: string }) {
  rememberSecret(Buffer.from(`${login}:${password}`).toString("base64"));
  return { login, password };
}

function partner30Account(read: Read, env: NodeJS.ProcessEnv): SystemAccount<"partner30"> {
  const values = valuesOf(partner30, read);
  const { accountKind, ownerInEveryRequest, listShowsKeys } = values;
  return {
    system: "partner30",
    title: "Partner API 3.0",
    ...connection(values, env),
    ...basicLogin(values),
    accountKind,
    ownerInEveryRequest,
    settleWindowMs: milliseconds(values.settleWindow),
    takeOverWindowMs: milliseconds(values.takeOverWindow),
    searchWindowMs: milliseconds(values.searchWindow),
    listShowsKeys,
  };
}

function pleskServer(name: string, config: ReadConfig, env: NodeJS.ProcessEnv): SystemAccount<"pleskXml"> {
  const values = serverValues(name, config, env);
  const { login = "", password = "", secretKey, protocolVersion, ca, fingerprint, bulkRead } = values;
  const { flexCloudLogin, flexCloudPassword } = values;
  const own = secretKey === undefined ? basicLogin({ login, password }) : undefined;
  const forwardedLogin =
    flexCloudLogin !== undefined && flexCloudPassword !== undefined
      ? basicLogin({ login: flexCloudLogin, password: flexCloudPassword })
      : own;
  const isWhole = secretKey !== undefined || login === "admin";
  return {
    system: "pleskXml",
    title: `Plesk server ${name}`,
    ...connection(values, env),
    login,
    password,
    ...withoutUndefined({ secretKey, protocolVersion, ca, fingerprint, forwardedLogin }),
    insecureSkipVerify: values.insecureSkipVerify,
    accountKind: values.accountKind ?? (isWhole ? "administrator" : "reseller"),
    supportsOwnerAll: protocolVersion === undefined || isAtLeast(protocolVersion, [1, 6, 3, 4]),
    bulkRead: bulkRead === "auto",
    hasPassword: forwardedLogin !== undefined,
  };
}

/** What is set for one server: it logs in with a secret key, or with a login and a password. */
function serverValues(name: string, config: ReadConfig, env: NodeJS.ProcessEnv): ValuesOf<typeof pleskXml> {
  const settings = serverSettings(name);
  const stored = storedServers(config);
  const given = ({ key, env: variable }: Setting): unknown =>
    nonEmptyValue(stored[name]?.[key.split(".").at(-1) ?? ""]) ?? nonEmpty(env[variable]);
  const isSet = (setting: Setting): boolean => given(setting) !== undefined;
  const { url, login, password, secretKey, flexCloudLogin, flexCloudPassword } = settings;
  const names = serverNames(Object.keys(stored), env);
  const isKnown = Object.hasOwn(stored, name) || Object.values<Setting>(settings).some(isSet);
  if (names.length > 0 && !isKnown) {
    const reason = `is not set: no server has the name ${name}; there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`;
    throw invalidSettings([{ setting: url, reason }]);
  }
  const beside = isSet(secretKey) ? [login, password].find(isSet) : undefined;
  if (beside !== undefined) {
    const reason = `is set beside ${secretKey.key}; set one of the two`;
    throw invalidSettings([{ setting: beside, reason }]);
  }
  return valuesOf(settings, (setting) => textOf(given(setting)), [
    ...(isSet(secretKey) ? [] : ["login", "password"]),
    ...([flexCloudLogin, flexCloudPassword].some(isSet) ? ["flexCloudLogin", "flexCloudPassword"] : []),
  ]);
}

/** `plesk:servers` is one configuration value with a member for each server. */
function storedServers(config: ReadConfig): Record<string, Record<string, unknown>> {
  const all = valuesOf({ servers }, ({ key }) => config(key)).servers;
  for (const [name, members] of Object.entries(all)) {
    const refuse = (reason: string): Error =>
      invalidSettings([{ setting: servers, reason: `member ${name} ${reason}` }]);
    if (typeof members !== "object" || members === null) throw refuse("must be an object");
    const unknown = Object.keys(members).find((member) => !Object.hasOwn(pleskXml, member));
    if (unknown !== undefined)
      throw refuse(`has an unknown member ${unknown}; there are ${Object.keys(pleskXml).join(", ")}`);
  }
  return all as Record<string, Record<string, unknown>>;
}

/** The environment's proxy for what is not on loopback and not in NO_PROXY. An https proxy wins over one that is for http. */
export function proxyOf(env: NodeJS.ProcessEnv, url: string): Pick<AccountSettings, "proxy"> {
  const variable = proxyVariables.find((name) => nonEmpty(env[name]) !== undefined);
  if (variable === undefined || bypassesProxy(env.no_proxy ?? env.NO_PROXY ?? "", url)) return {};
  try {
    return { proxy: proxy(env[variable] ?? "") };
  } catch (error) {
    throw error instanceof Invalid ? invalidVariable(variable, error.message) : error;
  }
}

const proxyVariables = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];

function textOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Invalid("must be a text");
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

function nonEmptyValue(value: unknown): unknown {
  return value === null || value === "" ? undefined : value;
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

/** Without the members that are undefined. */
function withoutUndefined<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const known = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function isAtLeast(version: string, wanted: readonly number[]): boolean {
  const parts = version.split(".").map(Number);
  const at = wanted.findIndex((part, index) => (parts[index] ?? 0) !== part);
  return at === -1 || (parts[at] ?? 0) > (wanted[at] ?? 0);
}
