import { defaultLimits } from "../converge/allowance";

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

export const general = {
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

export const partner30 = {
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
  ...pace("partner30", "PARTNER30", {
    default: "60",
    meaning: "seconds that one request may take",
  }),
  settleWindow: {
    key: "plesk:partner30SettleWindow",
    env: "PLESK_PARTNER30_SETTLE_WINDOW",
    default: "600",
    meaning: "seconds after which a purchase that got no answer and does not show is sent again; or never",
  },
  takeOverWindow: {
    key: "plesk:partner30TakeOverWindow",
    env: "PLESK_PARTNER30_TAKE_OVER_WINDOW",
    default: "3600",
    meaning:
      "seconds, by the system's clock, for which a key with a resource's marker is taken for what an interrupted run has bought; an older one stops the run",
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

export const partner10 = {
  url: {
    key: "plesk:partner10Url",
    env: "PLESK_PARTNER10_URL",
    meaning: "address of Partner API 1.0 with its path, e.g. https://ka.plesk.com:7050/",
  },
  login: {
    key: "plesk:partner10Login",
    env: "PLESK_PARTNER10_LOGIN",
    meaning: "login of a Partner API account (an account of the web interface does not work)",
  },
  password: {
    key: "plesk:partner10Password",
    env: "PLESK_PARTNER10_PASSWORD",
    secret: true,
    meaning: "its password",
  },
  ...pace("partner10", "PARTNER10", {
    default: "900",
    meaning: "seconds that one request may take; an upgrade is answered when its work is done",
  }),
} satisfies Record<string, Setting>;

export const flexCloud = {
  url: {
    key: "plesk:flexCloudUrl",
    env: "PLESK_FLEX_CLOUD_URL",
    meaning: "base URL of the Hostway API, e.g. https://api.hostway.com/",
  },
  login: {
    key: "plesk:flexCloudLogin",
    env: "PLESK_FLEX_CLOUD_LOGIN",
    meaning: "login of the Hostway account",
  },
  password: {
    key: "plesk:flexCloudPassword",
    env: "PLESK_FLEX_CLOUD_PASSWORD",
    secret: true,
    meaning: "its password",
  },
  ...pace("flexCloud", "FLEX_CLOUD", {
    default: "120",
    meaning: "seconds that one request may take; an order is answered after a login to the Plesk server",
  }),
} satisfies Record<string, Setting>;

/** For each named Plesk server; `<name>` and `<NAME>` stand for its name, in capitals and with _ for -. */
export const server = {
  url: {
    key: "plesk:servers.<name>.url",
    env: "PLESK_SERVER_<NAME>_URL",
    meaning: "root URL of the Plesk server, e.g. https://host.example:8443/",
  },
  login: {
    key: "plesk:servers.<name>.login",
    env: "PLESK_SERVER_<NAME>_LOGIN",
    default: "required without a secret key",
    meaning: "login of the administrator or of a reseller",
  },
  password: {
    key: "plesk:servers.<name>.password",
    env: "PLESK_SERVER_<NAME>_PASSWORD",
    secret: true,
    default: "required without a secret key",
    meaning: "its password",
  },
  secretKey: {
    key: "plesk:servers.<name>.secretKey",
    env: "PLESK_SERVER_<NAME>_SECRET_KEY",
    secret: true,
    default: "none",
    meaning: "a secret key of the XML API, instead of login and password; it works from one address only",
  },
  flexCloudLogin: {
    key: "plesk:servers.<name>.flexCloudLogin",
    env: "PLESK_SERVER_<NAME>_FLEX_CLOUD_LOGIN",
    default: "the login above",
    meaning: "what FlexCloud is told to log in to this server with, e.g. root, should it want another login",
  },
  flexCloudPassword: {
    key: "plesk:servers.<name>.flexCloudPassword",
    env: "PLESK_SERVER_<NAME>_FLEX_CLOUD_PASSWORD",
    secret: true,
    default: "the password above",
    meaning: "its password",
  },
  accountKind: {
    key: "plesk:servers.<name>.accountKind",
    env: "PLESK_SERVER_<NAME>_ACCOUNT_KIND",
    default: "administrator for the login admin and for a secret key, else reseller",
    meaning:
      "administrator or reseller: whether the login sees the whole server. To a reseller a subscription that is not shown may also belong to somebody else, so it is never taken for deleted",
  },
  protocolVersion: {
    key: "plesk:servers.<name>.protocolVersion",
    env: "PLESK_SERVER_<NAME>_PROTOCOL_VERSION",
    default: "none: the server's newest",
    meaning: "protocol version that packets name, 1.6.3.0 or newer, e.g. 1.6.9.1",
  },
  ca: {
    key: "plesk:servers.<name>.ca",
    env: "PLESK_SERVER_<NAME>_CA",
    default: "the authorities that Node.js trusts",
    meaning: "certificates to trust instead, as PEM text",
  },
  fingerprint: {
    key: "plesk:servers.<name>.fingerprint",
    env: "PLESK_SERVER_<NAME>_FINGERPRINT",
    default: "none",
    meaning:
      "SHA-256 of the server's own certificate, e.g. a self-signed one: this one is trusted and no other. Connects without the environment's proxy",
  },
  insecureSkipVerify: {
    key: "plesk:servers.<name>.insecureSkipVerify",
    env: "PLESK_SERVER_<NAME>_INSECURE_SKIP_VERIFY",
    default: "false",
    meaning: "trust whoever answers; warns on every run",
  },
  maxInFlight: {
    key: "plesk:servers.<name>.maxInFlight",
    env: "PLESK_SERVER_<NAME>_MAX_IN_FLIGHT",
    default: "4",
    meaning: "requests under way at once",
  },
  requestsPerSecond: {
    key: "plesk:servers.<name>.requestsPerSecond",
    env: "PLESK_SERVER_<NAME>_REQUESTS_PER_SECOND",
    default: "no limit",
    meaning: "requests started per second",
  },
  timeout: {
    key: "plesk:servers.<name>.timeout",
    env: "PLESK_SERVER_<NAME>_TIMEOUT",
    default: "300",
    meaning: "seconds that one request may take; a switch is answered when its work is done",
  },
  retryBudget: {
    key: "plesk:servers.<name>.retryBudget",
    env: "PLESK_SERVER_<NAME>_RETRY_BUDGET",
    default: "60",
    meaning: "seconds that all tries of one request may take together",
  },
  bulkRead: {
    key: "plesk:servers.<name>.bulkRead",
    env: "PLESK_SERVER_<NAME>_BULK_READ",
    default: "auto",
    meaning: "auto or off: whether one request reads all subscriptions of a server after the first three",
  },
} satisfies Record<string, Setting>;

/** How fast a system may be asked; `timeout` says how long one request may take. */
function pace(system: string, variable: string, timeout: Pick<Setting, "default" | "meaning">) {
  return {
    maxInFlight: {
      key: `plesk:${system}MaxInFlight`,
      env: `PLESK_${variable}_MAX_IN_FLIGHT`,
      default: "4",
      meaning: "requests under way at once",
    },
    requestsPerSecond: {
      key: `plesk:${system}RequestsPerSecond`,
      env: `PLESK_${variable}_REQUESTS_PER_SECOND`,
      default: "no limit",
      meaning: "requests started per second",
    },
    timeout: { key: `plesk:${system}Timeout`, env: `PLESK_${variable}_TIMEOUT`, ...timeout },
    retryBudget: {
      key: `plesk:${system}RetryBudget`,
      env: `PLESK_${variable}_RETRY_BUDGET`,
      default: "60",
      meaning: "seconds that all tries of one request may take together",
    },
  } satisfies Record<string, Setting>;
}
