import type { SystemName } from "./endpoint";
import { failure, rememberSecret } from "./failure";
import { defaultLimits, type Limits } from "./transport/allowance";
import type { AccountSettings } from "./transport/call";
import { isLoopback } from "./transport/send";

/** Where a setting comes from and what it may be. The README's table is made of this. */
export interface Setting {
  /** Configuration key, and the name in a Provider's arguments. */
  key: string;
  /** Environment variable, used where the configuration has no value. */
  env: string;
  secret?: true;
  /** As the README shows it; absent where the setting is required. */
  default?: string;
  meaning: string;
}

const general = {
  namespace: {
    key: "plesk:namespace",
    env: "PLESK_NAMESPACE",
    default: "none",
    meaning:
      "part of every marker: tells two stacks apart that have the same organisation, project and stack name on different backends",
  },
  limits: {
    key: "plesk:limits",
    env: "PLESK_LIMITS",
    default: JSON.stringify(defaultLimits),
    meaning: "what one run may buy, move and terminate, as JSON",
  },
  readOnly: {
    key: "plesk:readOnly",
    env: "PLESK_READ_ONLY",
    default: "false",
    meaning: "refuse every request that changes anything",
  },
} satisfies Record<string, Setting>;

const partner30 = {
  url: {
    key: "plesk:partner30Url",
    env: "PLESK_PARTNER30_URL",
    meaning: "base URL of Partner API 3.0 with its version path, e.g. https://api.central.plesk.com/30/",
  },
  login: {
    key: "plesk:partner30Login",
    env: "PLESK_PARTNER30_LOGIN",
    meaning: "login of a Partner API account (an account of the web interface does not work)",
  },
  password: {
    key: "plesk:partner30Password",
    env: "PLESK_PARTNER30_PASSWORD",
    secret: true,
    meaning: "its password",
  },
  accountKind: {
    key: "plesk:partner30AccountKind",
    env: "PLESK_PARTNER30_ACCOUNT_KIND",
    default: "customer",
    meaning: "customer or reseller: whose the account is",
  },
  maxInFlight: {
    key: "plesk:partner30MaxInFlight",
    env: "PLESK_PARTNER30_MAX_IN_FLIGHT",
    default: "4",
    meaning: "requests under way at once",
  },
  requestsPerSecond: {
    key: "plesk:partner30RequestsPerSecond",
    env: "PLESK_PARTNER30_REQUESTS_PER_SECOND",
    default: "no limit",
    meaning: "requests started per second",
  },
  timeout: {
    key: "plesk:partner30Timeout",
    env: "PLESK_PARTNER30_TIMEOUT",
    default: "60",
    meaning: "seconds that one request may take",
  },
  retryBudget: {
    key: "plesk:partner30RetryBudget",
    env: "PLESK_PARTNER30_RETRY_BUDGET",
    default: "60",
    meaning: "seconds that all tries of one request may take together",
  },
  settleWindow: {
    key: "plesk:partner30SettleWindow",
    env: "PLESK_PARTNER30_SETTLE_WINDOW",
    default: "600",
    meaning: "seconds after which a purchase that got no answer and does not show is sent again; or never",
  },
  searchWindow: {
    key: "plesk:partner30SearchWindow",
    env: "PLESK_PARTNER30_SEARCH_WINDOW",
    default: "0",
    meaning:
      "seconds that the search for the key of an interrupted run goes on before one is bought, for a system whose lists lag behind; 0 searches once",
  },
  listShowsKeys: {
    key: "plesk:partner30ListShowsKeys",
    env: "PLESK_PARTNER30_LIST_SHOWS_KEYS",
    default: "true",
    meaning:
      "false for a reseller whose key list leaves out its customers' keys: then nothing is bought with a marker and no address is bound without takeOver, since neither could be looked up first",
  },
  ownerInEveryRequest: {
    key: "plesk:partner30OwnerInEveryRequest",
    env: "PLESK_PARTNER30_OWNER_IN_EVERY_REQUEST",
    default: "false",
    meaning: "name the owner in each change, if your reseller account needs it",
  },
} satisfies Record<string, Setting>;

/** Every setting there is, for documentation, `doctor` and tests. */
export const settingTables = { general, partner30 };

export interface Settings {
  namespace: string;
  limits: Limits;
  readOnly: boolean;
  /** The account of a system. Throws a Failure that names the setting that is missing or wrong. */
  account(system: SystemName): AccountSettings;
}

/** One configuration value, or undefined where it is not set. */
export type ReadConfig = (key: string) => string | undefined;

/**
 * Reads all settings. A value of the configuration (an explicit Provider's arguments, else the
 * stack's) wins over the environment. This is the only place that looks at either.
 */
export function readSettings(config: ReadConfig, env: NodeJS.ProcessEnv = process.env): Settings {
  const read = (setting: Setting): string | undefined => config(setting.key) ?? nonEmpty(env[setting.env]);
  return {
    namespace: read(general.namespace) ?? "",
    limits: limitsOf(general.limits, read(general.limits)),
    readOnly: booleanOf(general.readOnly, read(general.readOnly), false),
    account: () => partner30Account(read),
  };
}

function partner30Account(read: (setting: Setting) => string | undefined): AccountSettings {
  const url = urlOf(partner30.url, required(partner30.url, read(partner30.url)));
  const password = required(partner30.password, read(partner30.password));
  rememberSecret(password);
  const login = required(partner30.login, read(partner30.login));
  rememberSecret(Buffer.from(`${login}:${password}`).toString("base64"));
  const number = (setting: Setting, fallback: number | undefined): number | undefined =>
    numberOf(setting, read(setting)) ?? fallback;
  return {
    system: "partnerApi30",
    title: "Partner API 3.0",
    baseUrl: url,
    origin: url,
    login,
    password,
    accountKind: oneOf(partner30.accountKind, read(partner30.accountKind) ?? "customer", [
      "customer",
      "reseller",
    ]),
    maxInFlight: Math.max(1, Math.floor(number(partner30.maxInFlight, 4) ?? 4)),
    requestsPerSecond: number(partner30.requestsPerSecond, undefined),
    timeoutMs: (number(partner30.timeout, 60) ?? 60) * 1000,
    retryBudgetMs: (number(partner30.retryBudget, 60) ?? 60) * 1000,
    ownerInEveryRequest: booleanOf(partner30.ownerInEveryRequest, read(partner30.ownerInEveryRequest), false),
    settleWindowMs:
      read(partner30.settleWindow) === "never"
        ? Infinity
        : (number(partner30.settleWindow, 600) ?? 600) * 1000,
    searchWindowMs:
      read(partner30.searchWindow) === "0" ? 0 : (number(partner30.searchWindow, 0) ?? 0) * 1000,
    listShowsKeys: booleanOf(partner30.listShowsKeys, read(partner30.listShowsKeys), true),
  };
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}

function required(setting: Setting, value: string | undefined): string {
  if (value !== undefined) return value;
  throw wrong(setting, `is not set: ${setting.meaning}`);
}

function urlOf(setting: Setting, value: string): string {
  if (!URL.canParse(value)) throw wrong(setting, `is no URL: ${JSON.stringify(value)}`);
  const url = new URL(value);
  if (url.username !== "" || url.password !== "")
    throw wrong(setting, "holds credentials; set them apart from the URL");
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw wrong(setting, `must begin with https: (http is for loopback only): ${JSON.stringify(value)}`);
  }
  if (url.search !== "" || url.hash !== "") throw wrong(setting, "must end with its path, without ? or #");
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

function numberOf(setting: Setting, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(value) && Number(value) > 0) return Number(value);
  throw wrong(setting, `must be a number above 0, not ${JSON.stringify(value)}`);
}

function booleanOf(setting: Setting, value: string | undefined, fallback: boolean): boolean {
  return value === undefined ? fallback : oneOf(setting, value, ["true", "false"]) === "true";
}

function oneOf<T extends string>(setting: Setting, value: string, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw wrong(setting, `must be ${allowed.join(" or ")}, not ${JSON.stringify(value)}`);
}

function limitsOf(setting: Setting, value: string | undefined): Limits {
  if (value === undefined) return defaultLimits;
  const limits = parsedObject(setting, value);
  for (const [name, limit] of Object.entries(limits)) {
    if (!(name in defaultLimits)) {
      throw wrong(
        setting,
        `has an unknown member ${name}; there are ${Object.keys(defaultLimits).join(", ")}`,
      );
    }
    const expected = typeof defaultLimits[name as keyof Limits];
    const fits =
      typeof limit === expected && (expected !== "number" || (Number.isInteger(limit) && Number(limit) >= 0));
    if (!fits)
      throw wrong(
        setting,
        `member ${name} must be ${expected === "number" ? "a whole number" : "true or false"}`,
      );
  }
  return { ...defaultLimits, ...limits };
}

function parsedObject(setting: Setting, value: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // The message below says the same for all texts that are no object.
  }
  throw wrong(setting, "must be a JSON object");
}

function wrong({ key, env }: Setting, reason: string): Error {
  return failure({
    kind: "refused",
    what: `Setting ${key} ${reason}`,
    next: `Nothing was sent. Set the environment variable ${env}, or run: pulumi config set ${key} <value>`,
  });
}
