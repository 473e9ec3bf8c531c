/** Every setting there is: one entry each, from which reading, documentation, `doctor` and tests follow. */
import type { SystemName } from "../account";
import { defaultLimits } from "../converge/allowance";
import * as read from "./read";

interface Entry<T> {
  secret?: true;
  /** What its text means. Throws Invalid, with what is wrong with the text. */
  read: (text: string) => T;
  /** The value where it is not set; undefined where there is none then. Absent where it is required. */
  default?: T;
  /** The default in words, where it does not say itself. */
  otherwise?: string;
  /** The environment is heard too where the configuration has a value: either one true is true. */
  either?: true;
  meaning: string;
}

/** Where a setting comes from, what it may be and what it is where nobody sets it. */
export interface Setting<T = unknown> extends Entry<T> {
  /** Configuration key, and the name in a Provider's arguments. */
  key: string;
  /** Environment variable, used where the configuration has no value. */
  env: string;
}

export type Table = Readonly<Record<string, Setting>>;

export type ValuesOf<T extends Table> = { [K in keyof T]: T[K] extends Setting<infer V> ? V : never };

/** Names of settings become the ends of keys and of environment variables: `searchWindow`, `_SEARCH_WINDOW`. */
function settingsFrom<T>(
  key: string,
  env: string,
  entries: { [K in keyof T]: Entry<T[K]> },
): { [K in keyof T]: Setting<T[K]> } {
  const all = Object.entries<Entry<unknown>>(entries).map(([name, entry]) => {
    const end = /\w$/.test(key) ? name.replace(/^./, (first) => first.toUpperCase()) : name;
    const words = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    return [name, { key: key + end, env: `${env}_${words}`, ...entry }];
  });
  return Object.fromEntries(all) as { [K in keyof T]: Setting<T[K]> };
}

const secret = true as const;

/** A URL; where it is another one, the message says what it should be. */
function url(form: typeof read.baseUrl, system: SystemName, meaning: string) {
  return { read: form(system, meaning), meaning };
}

const password = { secret, read: read.credential, meaning: "its password" };
const partnerLogin = {
  read: read.credential,
  meaning: "login of a Partner API account (an account of the web interface does not work)",
};

/** How fast a system may be asked; `timeout` is in seconds, and `meaning` says what takes so long. */
function pace(timeout: number, meaning = "") {
  return {
    maxInFlight: { default: 4, read: read.count(1000), meaning: "requests under way at once" },
    requestsPerSecond: {
      default: undefined,
      otherwise: "no limit",
      read: read.rate,
      meaning: "requests started per second",
    },
    timeout: {
      default: timeout,
      read: read.seconds,
      meaning: `seconds that one request may take${meaning}`,
    },
    retryBudget: {
      default: 60,
      read: read.seconds,
      meaning: "seconds that all tries of one request may take together",
    },
  };
}

export const general = settingsFrom("plesk:", "PLESK", {
  namespace: {
    default: "",
    otherwise: "none",
    read: read.text,
    meaning:
      "part of every marker: tells two stacks apart that have the same organisation, project and stack name on different backends",
  },
  limits: {
    default: defaultLimits,
    read: read.limits,
    meaning: "what one run may buy, move and terminate, as JSON",
  },
  readOnly: {
    default: false,
    read: read.boolean,
    either: true,
    meaning: "refuse every request that changes anything; true in the environment always holds",
  },
  journal: {
    default: undefined,
    otherwise: "`plesk/orders` in Pulumi's home",
    read: read.text,
    meaning:
      "folder that remembers FlexCloud orders until the state does, so that a run that is killed does not lead to a second order; keep it where each run starts on a fresh machine; or off",
  },
  maxBody: {
    default: 64,
    read: read.count(1024),
    meaning: "MiB that an answer may have, as it comes and unpacked",
  },
  log: {
    default: "off" as const,
    read: read.oneOf("off", "requests"),
    meaning:
      "`requests` prints one line for each request: system, operation, object, status, milliseconds, try; no secrets",
  },
  logFile: {
    default: undefined,
    otherwise: "none",
    read: read.text,
    meaning: "file that these lines are appended to, with or without printing them",
  },
  lookFirst: {
    default: false,
    read: read.boolean,
    meaning:
      "with the plugin: every preview, up and destroy reads each resource first, without --refresh; costs a request for each, and a Pulumi CLI that does not know it cannot read the state",
  },
});

export const partner30 = settingsFrom("plesk:partner30", "PLESK_PARTNER30", {
  url: url(
    read.baseUrl,
    "partner30",
    "base URL of Partner API 3.0 with its version path, e.g. https://api.central.plesk.com/30/",
  ),
  login: partnerLogin,
  password,
  accountKind: {
    default: "customer" as const,
    read: read.oneOf("customer", "reseller"),
    meaning: "customer or reseller: whose the account is",
  },
  ...pace(60),
  settleWindow: {
    default: 600,
    read: read.secondsOrNever,
    meaning: "seconds after which a purchase that got no answer and does not show is sent again; or never",
  },
  takeOverWindow: {
    default: 3600,
    read: read.seconds,
    meaning:
      "seconds, by the system's clock, for which a key with a resource's marker is taken for what an interrupted run has bought; an older one stops the run",
  },
  searchWindow: {
    default: 0,
    read: read.secondsFromZero,
    meaning:
      "seconds that the search for the key of an interrupted run goes on before one is bought, for a system whose lists lag behind; 0 searches once",
  },
  listShowsKeys: {
    default: true,
    read: read.boolean,
    meaning:
      "false for a reseller whose key list leaves out its customers' keys: then nothing is bought with a marker and no address is bound without takeOver, since neither could be looked up first",
  },
  ownerInEveryRequest: {
    default: false,
    read: read.boolean,
    meaning: "name the owner in each change, if your reseller account needs it",
  },
});

export const partner10 = settingsFrom("plesk:partner10", "PLESK_PARTNER10", {
  url: url(
    read.address,
    "partner10",
    "address of Partner API 1.0 with its path, e.g. https://ka.plesk.com:7050/",
  ),
  login: partnerLogin,
  password,
  ...pace(900, "; an upgrade is answered when its work is done"),
  settleWindow: {
    default: 900,
    read: read.secondsOrNever,
    meaning:
      "seconds for which an upgrade that was not answered in time may still be worked on: it is sent again only after them, if the key does not show it; or never",
  },
});

export const flexCloud = settingsFrom("plesk:flexCloud", "PLESK_FLEX_CLOUD", {
  url: url(read.baseUrl, "flexCloud", "base URL of the Hostway API, e.g. https://api.hostway.com/"),
  login: { read: read.credential, meaning: "login of the Hostway account" },
  password,
  ...pace(120, "; an order is answered after a login to the Plesk server"),
});

const serverEntries = {
  url: url(read.baseUrl, "pleskXml", "root URL of the Plesk server, e.g. https://host.example:8443/"),
  login: {
    default: undefined,
    otherwise: "required without a secret key",
    read: read.credential,
    meaning: "login of the administrator or of a reseller",
  },
  password: { ...password, default: undefined, otherwise: "required without a secret key" },
  secretKey: {
    secret,
    default: undefined,
    otherwise: "none",
    read: read.credential,
    meaning: "a secret key of the XML API, instead of login and password; it works from one address only",
  },
  flexCloudLogin: {
    default: undefined,
    otherwise: "the login",
    read: read.credential,
    meaning: "what FlexCloud is given to log in to this server with, e.g. root, should it need another login",
  },
  flexCloudPassword: { ...password, default: undefined, otherwise: "the password" },
  accountKind: {
    default: undefined,
    otherwise: "administrator for the login admin and for a secret key, else reseller",
    read: read.oneOf("administrator", "reseller"),
    meaning:
      "administrator or reseller: whether the login sees the whole server. To a reseller a subscription that is not shown may also belong to somebody else, so it is never taken for deleted",
  },
  protocolVersion: {
    default: undefined,
    otherwise: "none: the server's newest",
    read: read.version,
    meaning: "protocol version that packets name, 1.6.3.0 or newer, e.g. 1.6.9.1",
  },
  ca: {
    default: undefined,
    otherwise: "the authorities that Node.js trusts",
    read: read.pem,
    meaning: "certificates to trust instead, as PEM text",
  },
  fingerprint: {
    default: undefined,
    otherwise: "none",
    read: read.fingerprint,
    meaning:
      "SHA-256 of the server's own certificate, e.g. a self-signed one: this one is trusted and no other. Connects without the environment's proxy",
  },
  insecureSkipVerify: {
    default: false,
    read: read.boolean,
    meaning: "trust whoever answers; warns on every run",
  },
  ...pace(300, "; a switch is answered when its work is done"),
  bulkRead: {
    default: "auto" as const,
    read: read.oneOf("auto", "off"),
    meaning: "auto or off: whether one request reads all subscriptions of a server after the first three",
  },
};

/** For each named Plesk server; `<name>` and `<NAME>` stand for its name, in capitals and with _ for -. */
export const pleskXml = serverTable("<name>", "<NAME>");

/** The settings of one server, by its name. */
export function serverSettings(name: string): typeof pleskXml {
  return serverTable(name, variableOf(name));
}

function serverTable(name: string, variable: string) {
  return settingsFrom(`plesk:servers.${name}.`, `PLESK_SERVER_${variable}`, serverEntries);
}

/** All servers as one configuration value, with a member for each. */
export const servers: Setting<Record<string, unknown>> = {
  key: "plesk:servers",
  env: pleskXml.url.env,
  read: read.object,
  default: {},
  otherwise: "none",
  meaning: "the Plesk servers by their names",
};

const suffixes = Object.values<Setting>(pleskXml)
  .map(({ env }) => env.replace("PLESK_SERVER_<NAME>_", ""))
  // The longest first: SECRET_KEY is no KEY of a server called ..._SECRET.
  .sort((a, b) => b.length - a.length);

const serverVariable = new RegExp(`^PLESK_SERVER_([A-Z0-9_]+?)_(?:${suffixes.join("|")})$`);

/** The environment variables that are read here, but for those of servers. */
export const variables: readonly string[] = [general, partner30, partner10, flexCloud].flatMap(
  (table: Table) => Object.values(table).map(({ env }) => env),
);

/** Whether an environment variable is read here. */
export function isVariable(name: string): boolean {
  return variables.includes(name) || serverVariable.test(name);
}

/** The keys of the configuration that are read here. */
export const keys: readonly string[] = [general, partner30, partner10, flexCloud, { servers }].flatMap(
  (table: Table) => Object.values(table).map(({ key }) => key),
);

/** What a configuration may hold under `plesk:`. */
export const settingNames: readonly string[] = keys.map((key) => key.replace("plesk:", ""));

/** Whether a key of the configuration is read here. */
export function isKey(key: string): boolean {
  return keys.includes(key);
}

/** The servers that are named anywhere. A name in the environment stands there in capitals. */
export function serverNames(stored: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const isStored = (variable: string): boolean => stored.some((name) => variableOf(name) === variable);
  const given = Object.entries(env).flatMap(([name, value]) =>
    value ? (serverVariable.exec(name)?.[1] ?? []) : [],
  );
  const others = [...new Set(given)].filter((variable) => !isStored(variable));
  return [...stored, ...others.map((variable) => variable.toLowerCase().replaceAll("_", "-"))].sort();
}

function variableOf(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
}

/** The default as documentation shows it: words, or a value as it would be set. */
export function defaultInMarkdown({ default: value, otherwise }: Setting): string {
  return otherwise ?? `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

export function isRequired(setting: Setting): boolean {
  return !("default" in setting);
}
