import { redact } from "../../provider/failure";
import type { SystemName } from "../../provider/account";
import {
  readSettings,
  serverSettings,
  settingTables,
  withNameOfAll,
  type Setting,
} from "../../provider/settings";
import { selfSigned } from "../fixtures/tls";

const complete = {
  "plesk:partner30Url": "https://api.central.plesk.com/30/",
  "plesk:partner30Login": "hosting-company",
  "plesk:partner30Password": "correct horse",
};

const accountOf = (config: Record<string, string>, env: Record<string, string> = {}) =>
  readSettings((key) => config[key], env).account("partner30");

describe("settings", () => {
  it("come from the configuration first and from the environment second", () => {
    const env = {
      PLESK_PARTNER30_URL: "https://ka.plesk.com:7050/jsonrest/business-partner/30",
      PLESK_NAMESPACE: "east",
    };
    expect(accountOf({ ...complete }, env).baseUrl).toBe("https://api.central.plesk.com/30/");
    const { "plesk:partner30Url": _, ...rest } = complete;
    expect(accountOf(rest, env).baseUrl).toBe("https://ka.plesk.com:7050/jsonrest/business-partner/30/");
    expect(readSettings(() => undefined, env).namespace).toBe("east");
  });

  it("have the documented defaults", () => {
    expect(accountOf(complete)).toMatchObject({
      accountKind: "customer",
      maxInFlight: 4,
      requestsPerSecond: undefined,
      timeoutMs: 60_000,
      retryBudgetMs: 60_000,
      settleWindowMs: 600_000,
      searchWindowMs: 0,
      listShowsKeys: true,
    });
    expect(readSettings(() => undefined, {})).toMatchObject({
      namespace: "",
      readOnly: false,
      limits: { purchasesPerRun: 5, ownerMoves: 0, allowTerminate: false },
    });
  });

  it("know windows without an end and without a length", () => {
    const windows = (settle: string, search: string) =>
      accountOf({
        ...complete,
        "plesk:partner30SettleWindow": settle,
        "plesk:partner30SearchWindow": search,
      });
    expect(windows("never", "0")).toMatchObject({ settleWindowMs: Infinity, searchWindowMs: 0 });
    expect(windows("5", "2.5")).toMatchObject({ settleWindowMs: 5000, searchWindowMs: 2500 });
    expect(() => windows("0", "0")).toThrow(
      "plesk:partner30SettleWindow must be never or a number of seconds from 0.001 to 2147483",
    );
    expect(() => windows("5", "never")).toThrow(
      "plesk:partner30SearchWindow must be a number of seconds from 0 to 2147483",
    );
  });

  it.each(["plesk:partner30Url", "plesk:partner30Login", "plesk:partner30Password"])(
    "say how to set %s where it is missing",
    (key) => {
      const rest = Object.fromEntries(Object.entries(complete).filter(([name]) => name !== key));
      const { env } = Object.values<Setting>(settingTables.partner30).find((each) => each.key === key) ?? {
        env: "?",
      };
      expect(() => accountOf(rest)).toThrow(
        new RegExp(
          `Setting ${key} is not set: .*environment variable ${env}.*pulumi config set (--secret )?${key}`,
        ),
      );
    },
  );

  it.each([
    ["no URL", "plesk:partner30Url", "central", "is not a valid URL"],
    ["plain http", "plesk:partner30Url", "http://api.central.plesk.com/30/", "must begin with https"],
    ["credentials in the URL", "plesk:partner30Url", "https://me:pa55word@host/30/", "holds credentials"],
    ["a query in the URL", "plesk:partner30Url", "https://host/30/?a=1", "without ? or #"],
    ["a number that is none", "plesk:partner30Timeout", "soon", "must be a number of seconds from"],
    ["an unknown account kind", "plesk:partner30AccountKind", "admin", "must be customer or reseller"],
  ])("refuse %s", (_, key, value, reason) => {
    expect(() => accountOf({ ...complete, [key]: value })).toThrow(reason);
  });

  it("never repeat credentials that were put into the URL", () => {
    let message = "";
    try {
      accountOf({ ...complete, "plesk:partner30Url": "https://me:pa55word@host/" });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain("holds credentials");
    expect(message).not.toContain("pa55word");
  });

  it("never repeat what may be credentials in something that is not a URL", () => {
    for (const url of ["me:pa55word@host", "https://me:pa55word@ho st/"]) {
      expect(() => accountOf({ ...complete, "plesk:partner30Url": url })).toThrow(
        "Setting plesk:partner30Url",
      );
      expect(() => accountOf({ ...complete, "plesk:partner30Url": url })).not.toThrow("pa55word");
    }
  });

  it("that are missing or wrong are all named at once", () => {
    expect(() => accountOf({ "plesk:partner30Timeout": "0" })).toThrow(
      /^Settings plesk:partner30Url is not set: .+; plesk:partner30Login is not set: .+; plesk:partner30Password is not set: .+; plesk:partner30Timeout must be .+\. Nothing was sent\. Set the environment variables PLESK_PARTNER30_URL, PLESK_PARTNER30_LOGIN, PLESK_PARTNER30_PASSWORD and PLESK_PARTNER30_TIMEOUT, or run: pulumi config set plesk:partner30Url <value>; .+; pulumi config set --secret plesk:partner30Password <value>; /,
    );
  });

  it.each(["Timeout", "RetryBudget"])("hold a %s in the range of timers, in whole milliseconds", (name) => {
    const read = (seconds: string) => accountOf({ ...complete, [`plesk:partner30${name}`]: seconds });
    for (const seconds of ["0.0005", "3000000", "4500000", "1e3", "-1", ""])
      expect(() => read(seconds)).toThrow(
        `plesk:partner30${name} must be a number of seconds from 0.001 to 2147483, not "${seconds}"`,
      );
    const { timeoutMs, retryBudgetMs } = read("1.0011");
    expect(name === "Timeout" ? timeoutMs : retryBudgetMs).toBe(1001);
    expect(read("2147483").timeoutMs).toBeLessThan(2 ** 31);
  });

  it("bound how many requests are under way and how seldom they start", () => {
    for (const [name, value] of [
      ["MaxInFlight", "2.5"],
      ["MaxInFlight", "1001"],
      ["RequestsPerSecond", "0.0001"],
      ["RequestsPerSecond", "1001"],
    ] as const)
      expect(() => accountOf({ ...complete, [`plesk:partner30${name}`]: value })).toThrow(
        /must be a (whole )?number from/,
      );
  });

  it.each([
    ["false", "true", true],
    ["true", "false", true],
    [undefined, "true", true],
    ["true", undefined, true],
    ["false", undefined, false],
    [undefined, "false", false],
  ])(
    "forbid changes where the configuration says %s and the environment %s: %s",
    (stored, given, expected) => {
      const { readOnly } = readSettings((key) => (key === "plesk:readOnly" ? stored : undefined), {
        PLESK_READ_ONLY: given,
      });
      expect(readOnly).toBe(expected);
    },
  );

  it("forbid changes or stop where the environment's word is not understood, whatever the configuration says", () => {
    const config = (key: string) => (key === "plesk:readOnly" ? "false" : undefined);
    expect(() => readSettings(config, { PLESK_READ_ONLY: "yes" })).toThrow(
      'plesk:readOnly must be true or false, not "yes"',
    );
  });

  it("allow http on loopback, where the sandbox is", () => {
    expect(accountOf({ ...complete, "plesk:partner30Url": "http://127.0.0.1:4000/30" }).origin).toBe(
      "http://127.0.0.1:4000/30/",
    );
  });

  it.each([
    ["text that is no object", "[]", "must be a JSON object"],
    ["an unknown member", '{"purchase":1}', "unknown member purchase"],
    ["a wrong type", '{"purchasesPerRun":"many"}', "must be a whole number"],
    ["a negative count", '{"ownerMoves":-1}', "must be a whole number"],
    ["a wrong flag", '{"allowTerminate":1}', "must be true or false"],
  ])("refuse limits with %s", (_, value, reason) => {
    expect(() => readSettings((key) => (key === "plesk:limits" ? value : undefined), {})).toThrow(reason);
  });

  it("fill up limits that are given in part", () => {
    const { limits } = readSettings(
      (key) => (key === "plesk:limits" ? '{"purchasesPerRun":50}' : undefined),
      {},
    );
    expect(limits).toEqual({ purchasesPerRun: 50, ownerMoves: 0, allowTerminate: false });
  });
});

describe.each([
  {
    system: "partner10",
    title: "Partner API 1.0",
    table: settingTables.partner10,
    prefix: "plesk:partner10",
    variable: "PLESK_PARTNER10",
    url: "https://ka.plesk.com:7050/",
    timeoutMs: 900_000,
  },
  {
    system: "flexCloud",
    title: "FlexCloud",
    table: settingTables.flexCloud,
    prefix: "plesk:flexCloud",
    variable: "PLESK_FLEX_CLOUD",
    url: "https://api.hostway.com/",
    timeoutMs: 120_000,
  },
] as const)("the settings of $title", ({ system, title, table, prefix, variable, url, timeoutMs }) => {
  const needed = {
    [`${prefix}Url`]: url,
    [`${prefix}Login`]: "hosting-company",
    [`${prefix}Password`]: "correct horse",
  };
  const accountOf = (config: Record<string, string>, env: Record<string, string> = {}) =>
    readSettings((key) => config[key], env).account(system);

  it("have the documented names, and defaults", () => {
    const names = ["Url", "Login", "Password", "MaxInFlight", "RequestsPerSecond", "Timeout", "RetryBudget"];
    if (system === "partner10") names.push("SettleWindow");
    expect(Object.values<Setting>(table).map(({ key }) => key)).toEqual(names.map((name) => prefix + name));
    for (const { key, env } of Object.values<Setting>(table)) {
      const words = key.slice(prefix.length).replace(/[A-Z]/g, (letter) => `_${letter}`);
      expect(env).toBe(variable + words.toUpperCase());
    }
    expect(accountOf(needed)).toEqual({
      system,
      title,
      baseUrl: url,
      origin: url,
      login: "hosting-company",
      password: "correct horse",
      maxInFlight: 4,
      requestsPerSecond: undefined,
      timeoutMs,
      maxBodyBytes: 64 * 2 ** 20,
      retryBudgetMs: 60_000,
      ...(system === "partner10" ? { settleWindowMs: 900_000 } : {}),
    });
  });

  it("come from the configuration first and from the environment second", () => {
    const env = Object.fromEntries(
      Object.values<Setting>(table).map((setting) => [
        setting.env,
        setting.env === `${variable}_URL` ? url : "7",
      ]),
    );
    expect(accountOf({}, env)).toMatchObject({
      login: "7",
      password: "7",
      maxInFlight: 7,
      requestsPerSecond: 7,
      timeoutMs: 7000,
      retryBudgetMs: 7000,
    });
    expect(accountOf({ ...needed, [`${prefix}Timeout`]: "2.5" }, env)).toMatchObject({
      login: "hosting-company",
      timeoutMs: 2500,
      retryBudgetMs: 7000,
    });
  });

  it.each(["Url", "Login", "Password"])("say how to set the %s where it is missing", (name) => {
    const { [prefix + name]: _, ...rest } = needed;
    const secret = name === "Password" ? "--secret " : "";
    expect(() => accountOf(rest)).toThrow(
      new RegExp(
        `^Setting ${prefix}${name} is not set: .+ Nothing was sent\\. Set the environment variable ${variable}_${name.toUpperCase()}, or run: pulumi config set ${secret}${prefix}${name} <value>$`,
      ),
    );
  });

  it.each([
    ["no URL", "Url", "central", "is not a valid URL"],
    ["plain http", "Url", url.replace("https", "http"), "must begin with https"],
    ["credentials in the URL", "Url", "https://me:pa55word@host/", "holds credentials"],
    ["a query in the URL", "Url", "https://host/?a=1", "without ? or #"],
    ["a number that is none", "Timeout", "soon", "must be a number of seconds from"],
    ["a number that is too small", "MaxInFlight", "0", "must be a whole number from 1 to 1000"],
  ])("refuse %s", (_, name, value, reason) => {
    expect(() => accountOf({ ...needed, [prefix + name]: value })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(reason) as unknown,
        kind: "refused",
      }) as Error,
    );
    expect(() => accountOf({ ...needed, [prefix + name]: value })).not.toThrow("pa55word");
  });

  it("are not needed for other systems, nor theirs here", () => {
    expect(() =>
      readSettings((key) => complete[key as keyof typeof complete], {}).account("partner30"),
    ).not.toThrow();
    expect(() => accountOf(needed)).not.toThrow();
  });

  it("make the password unprintable, as it is and as it is sent", () => {
    accountOf({ ...needed, [`${prefix}Password`]: `of ${system}` });
    const sent = Buffer.from(`hosting-company:of ${system}`).toString("base64");
    expect(redact(`a of ${system} b ${sent} c`)).toBe("a [secret] b [secret] c");
  });
});

describe("an address", () => {
  const urlOf = (system: "partner10" | "flexCloud", key: string, value: string): string => {
    const config: Record<string, string> = {
      "plesk:partner10Login": "me",
      "plesk:partner10Password": "correct horse",
      "plesk:flexCloudLogin": "me",
      "plesk:flexCloudPassword": "correct horse",
      [key]: value,
    };
    return readSettings((name) => config[name], {}).account(system).baseUrl;
  };

  it.each([
    ["https://ka.plesk.com:7050/xmlrpc", "https://ka.plesk.com:7050/xmlrpc"],
    ["https://ka.plesk.com:7050/xmlrpc/", "https://ka.plesk.com:7050/xmlrpc/"],
    ["https://ka.plesk.com:7050/", "https://ka.plesk.com:7050/"],
    // An address without any path is asked for the path "/" by every client.
    ["https://ka.plesk.com:7050", "https://ka.plesk.com:7050/"],
  ])("is asked as it is for Partner API 1.0: %s", (value, url) => {
    expect(urlOf("partner10", "plesk:partner10Url", value)).toBe(url);
  });

  it.each([
    ["https://api.hostway.com", "https://api.hostway.com/"],
    ["http://127.0.0.1:4000/flexcloud", "http://127.0.0.1:4000/flexcloud/"],
  ])("is what paths are added to for FlexCloud: %s", (value, url) => {
    expect(urlOf("flexCloud", "plesk:flexCloudUrl", value)).toBe(url);
  });
});

describe("the settings of a Plesk server", () => {
  const complete = { url: "https://alpha.example:8443", login: "admin", password: "correct horse" };
  const serverOf = (members: Record<string, unknown>, env: Record<string, string> = {}, name = "alpha") =>
    readSettings(
      (key) => (key === "plesk:servers" ? JSON.stringify({ [name]: members }) : undefined),
      env,
    ).account("pleskXml", name);

  it("come member by member from the configuration, else from the environment", () => {
    const env = {
      PLESK_SERVER_WEB_1_URL: "https://web-1.example:8443/",
      PLESK_SERVER_WEB_1_LOGIN: "north",
      PLESK_SERVER_WEB_1_PASSWORD: "battery staple",
    };
    expect(serverOf({ maxInFlight: 8 }, env, "web-1")).toMatchObject({
      title: "Plesk server web-1",
      baseUrl: "https://web-1.example:8443/",
      login: "north",
      accountKind: "reseller",
      maxInFlight: 8,
    });
    expect(serverOf({ login: "admin" }, env, "web-1").login).toBe("admin");
  });

  it("have the documented defaults", () => {
    expect(serverOf(complete)).toMatchObject({
      accountKind: "administrator",
      maxInFlight: 4,
      timeoutMs: 300_000,
      retryBudgetMs: 60_000,
      insecureSkipVerify: false,
      bulkRead: true,
      supportsOwnerAll: true,
    });
    expect(serverOf(complete)).not.toHaveProperty("protocolVersion");
  });

  it("take a secret key in the place of login and password", () => {
    const { url } = complete;
    expect(serverOf({ url, secretKey: "24f8c5e5-fcb5" })).toMatchObject({
      secretKey: "24f8c5e5-fcb5",
      login: "",
      password: "",
      accountKind: "administrator",
    });
    expect(() => serverOf({ ...complete, secretKey: "24f8c5e5-fcb5" })).toThrow(
      "plesk:servers.alpha.login is set beside plesk:servers.alpha.secretKey",
    );
  });

  it("hand on their own login to FlexCloud, or another one that is set for that", () => {
    expect(serverOf(complete)).toMatchObject({
      forwardedLogin: { login: "admin", password: "correct horse" },
      hasPassword: true,
    });
    const other = { flexCloudLogin: "root", flexCloudPassword: "of the system" };
    const forwardedLogin = { login: "root", password: "of the system" };
    expect(serverOf({ ...complete, ...other })).toMatchObject({
      login: "admin",
      forwardedLogin,
      hasPassword: true,
    });
    const keyed = { url: complete.url, secretKey: "24f8c5e5-fcb5" };
    expect(serverOf({ ...keyed, ...other })).toMatchObject({ login: "", forwardedLogin, hasPassword: true });
    expect(serverOf(keyed)).toMatchObject({ hasPassword: false });
    expect(serverOf(keyed)).not.toHaveProperty("forwardedLogin");
    expect(redact(`not of the system`)).toBe("not [secret]");
  });

  it.each([
    ["flexCloudLogin", "flexCloudPassword", "--secret "],
    ["flexCloudPassword", "flexCloudLogin", ""],
  ])("want %s not without %s", (given, missing, secret) => {
    expect(() => serverOf({ ...complete, [given]: "of the cloud" })).toThrow(
      new RegExp(
        `Setting plesk:servers.alpha.${missing} is not set: .* or run: pulumi config set ${secret}--path plesk:servers.alpha.${missing} <value>`,
      ),
    );
  });

  it("say how to set what is missing", () => {
    const { password: _, ...rest } = complete;
    expect(() => serverOf(rest)).toThrow(
      "Set the environment variable PLESK_SERVER_ALPHA_PASSWORD, or run: pulumi config set --secret --path plesk:servers.alpha.password <value>",
    );
    expect(() => readSettings(() => undefined, {}).account("pleskXml", "gamma")).toThrow(
      "plesk:servers.gamma.url is not set",
    );
  });

  it("name the configured servers where there is none of the name", () => {
    const config = { "plesk:servers": JSON.stringify({ alpha: complete, beta: {} }) };
    const env = { PLESK_SERVER_WEB_1_URL: "https://web-1.example:8443/" };
    const { account } = readSettings((key) => config[key as keyof typeof config], env);
    expect(() => account("pleskXml", "gamma")).toThrow(
      "Setting plesk:servers.gamma.url is not set: no server has the name gamma; there are alpha, beta, web-1. Nothing was sent.",
    );
    // These are known, and lack what a server needs.
    expect(() => account("pleskXml", "beta")).toThrow(
      /^Settings plesk:servers\.beta\.url is not set: root URL .+\.beta\.login is not set: /,
    );
    expect(() => account("pleskXml", "web-1")).toThrow(
      /^Settings plesk:servers\.web-1\.login is not set: .+; plesk:servers\.web-1\.password is not set: /,
    );
  });

  it("read a fingerprint however its digits are separated", () => {
    const digits = "ab".repeat(32);
    const written = digits.toUpperCase().match(/../g)?.join(":");
    expect(serverOf({ ...complete, fingerprint: written }).fingerprint).toBe(digits);
  });

  it.each([
    ["1.6.9.1", true],
    ["1.6.3.4", true],
    ["1.6.3.3", false],
    ["1.6.10", true],
  ])("know of protocol %s whether it can ask for all owners: %s", (protocolVersion, knows) => {
    expect(serverOf({ ...complete, protocolVersion })).toMatchObject({
      protocolVersion,
      supportsOwnerAll: knows,
    });
  });

  const certificate = selfSigned.cert.toString();

  it("may hold several certificates with what others write around them", () => {
    const ca = `# An authority\n${certificate}\nsubject=CN\n${certificate}# the end\n`;
    expect(serverOf({ ...complete, ca })).toMatchObject({ ca });
  });

  it.each([
    ["an unknown member", { passwort: "x" }, "member alpha has an unknown member passwort"],
    ["plain http", { url: "http://alpha.example:8880" }, "must begin with https"],
    ["an old protocol", { protocolVersion: "1.6.2.0" }, "must be a version from 1.6.3.0 on"],
    ["a short fingerprint", { fingerprint: "AB:CD" }, "64 hexadecimal digits"],
    ["the name of a file", { ca: "ca.pem" }, "not the name of a file"],
    ["a certificate without its end", { ca: certificate.slice(0, 300) }, "a certificate that cannot be read"],
    [
      "a certificate whose lines are none",
      { ca: `${certificate}${certificate.replaceAll("\n", "\\n")}` },
      "a certificate that cannot be read",
    ],
    ["an unknown account kind", { accountKind: "customer" }, "must be administrator or reseller"],
    ["an unknown way of reading", { bulkRead: true }, "must be auto or off"],
    ["an object", { login: {} }, "must be a text"],
  ])("refuse %s", (_, wrong, reason) => {
    expect(() => serverOf({ ...complete, ...wrong })).toThrow(reason);
  });
});

/** What each system needs, as configuration. */
const logins: Record<string, Record<string, string>> = {
  partner30: complete,
  partner10: {
    "plesk:partner10Url": "https://ka.plesk.com:7050/",
    "plesk:partner10Login": "me",
    "plesk:partner10Password": "correct horse",
  },
  flexCloud: {
    "plesk:flexCloudUrl": "https://api.hostway.com/",
    "plesk:flexCloudLogin": "me",
    "plesk:flexCloudPassword": "correct horse",
  },
  pleskXml: {
    PLESK_SERVER_ALPHA_URL: "https://alpha.example:8443/",
    PLESK_SERVER_ALPHA_LOGIN: "admin",
    PLESK_SERVER_ALPHA_PASSWORD: "correct horse",
  },
};

const read = (system: SystemName, more: Record<string, string>): unknown => {
  const all = { ...logins[system], ...more };
  return readSettings((key) => (key.startsWith("plesk:") ? all[key] : undefined), all).account(
    system,
    "alpha",
  );
};

describe("a credential", () => {
  const { login, password, secretKey, flexCloudLogin, flexCloudPassword } = serverSettings("alpha");
  const ofServer = [login, password, secretKey, flexCloudLogin, flexCloudPassword];
  const settings: readonly (readonly [SystemName, Setting])[] = [
    ...(["partner30", "partner10", "flexCloud"] as const).flatMap((system) =>
      [settingTables[system].login, settingTables[system].password].map(
        (setting) => [system, setting] as const,
      ),
    ),
    ...ofServer.map((setting) => ["pleskXml", setting] as const),
  ];

  it.each(settings.map(([system, setting]) => [setting.key, system, setting] as const))(
    "that HTTP cannot carry is refused by name and never shown: %s",
    (key, system, { env }) => {
      const faults = {
        "throw-away-9\n": "ends with a line break",
        "throw-away-9\r\n": "ends with a line break",
        "\nthrow-away-9": "begins with a line break",
        "throw-away-9 ": "ends with a blank",
        "\tthrow-away-9": "begins with a blank",
        "throw-away\n-9": "contains a line break",
        "throw-away\u0000-9": "contains the control character U+0000",
        "throw-away\u007f-9": "contains the control character U+007F",
      };
      const alone = key.endsWith("secretKey")
        ? { PLESK_SERVER_ALPHA_LOGIN: "", PLESK_SERVER_ALPHA_PASSWORD: "" }
        : {};
      for (const [value, reason] of Object.entries(faults)) {
        const config = system === "pleskXml" ? { ...alone, [env]: value } : { [key]: value };
        expect(() => read(system, config)).toThrow(`${key} ${reason}`);
        expect(() => read(system, config)).not.toThrow("throw-away");
      }
    },
  );

  it("may hold blanks inside and letters of any language", () => {
    expect(read("pleskXml", { PLESK_SERVER_ALPHA_PASSWORD: "pass €-ö 1" })).toMatchObject({
      password: "pass €-ö 1",
    });
  });
});

describe("a name or a path", () => {
  const { namespace, journal, logFile } = settingTables.general;

  it.each([namespace, journal, logFile].map(({ key, env }) => [key, env]))(
    "is refused with a blank or a line break at its end: %s",
    (key, env) => {
      for (const value of ["east\n", "east ", " east"])
        expect(() => readSettings(() => undefined, { [env]: value })).toThrow(`${key} `);
      expect(() => readSettings(() => undefined, { [env]: "the east" })).not.toThrow();
    },
  );
});

describe("the URL of another system", () => {
  it.each([
    ["partner30", "https://ka.plesk.com:7050/", "it has port 7050"],
    ["partner30", "https://alpha.example:8443/", "it has port 8443"],
    ["partner30", "https://api.hostway.com/", "it has the host api.hostway.com"],
    ["partner10", "https://ka.plesk.com:7050/jsonrest/business-partner/30/", "it has the path /jsonrest/"],
    ["partner10", "https://alpha.example:8443", "it has port 8443"],
    ["flexCloud", "https://api.central.plesk.com/30/", "it has the host api.central.plesk.com"],
    ["pleskXml", "https://ka.plesk.com:7050", "it has port 7050"],
    [
      "partner30",
      "https://alpha.example:8443/enterprise/control/agent.php",
      "must not contain /enterprise/control/agent.php",
    ],
    [
      "pleskXml",
      "https://alpha.example:8443/enterprise/control/agent.php",
      "must not contain /enterprise/control/agent.php",
    ],
  ] as const)("is refused as that of %s, with what is expected: %s", (system, url, sign) => {
    const setting = system === "pleskXml" ? serverSettings("alpha").url : settingTables[system].url;
    const config = system === "pleskXml" ? { [setting.env]: url } : { [setting.key]: url };
    expect(() => read(system, config)).toThrow(sign);
    expect(() => read(system, config)).toThrow(`Expected: ${setting.meaning}. Nothing was sent`);
  });

  it.each([
    ["partner30", "plesk:partner30Url", "https://ka.plesk.com:7050/jsonrest/business-partner/30/"],
    ["partner30", "plesk:partner30Url", "https://gateway.example:8443/30/"],
    ["partner10", "plesk:partner10Url", "http://127.0.0.1:8443/"],
    ["flexCloud", "plesk:flexCloudUrl", "http://localhost:7050/"],
  ] as const)("is not seen in one that may be right: %s at %s %s", (system, key, url) => {
    expect(read(system, { [key]: url })).toMatchObject({ baseUrl: url });
  });
});

describe("the environment's proxy", () => {
  const proxyOf = (env: Record<string, string>) =>
    readSettings((key) => complete[key as keyof typeof complete], env).account("partner30").proxy;

  it.each([
    [{ HTTPS_PROXY: "proxy:3128" }, "http://proxy:3128"],
    [{ https_proxy: "https://proxy.example", HTTPS_PROXY: "other:1" }, "https://proxy.example"],
    [{ HTTP_PROXY: "me:pass@10.0.0.1:3128" }, "http://me:pass@10.0.0.1:3128"],
    [{ HTTPS_PROXY: "" }, undefined],
    [{}, undefined],
  ])("of %j is %s", (env: Record<string, string>, proxy) => {
    expect(proxyOf(env)).toBe(proxy);
  });

  it("is not used for what NO_PROXY names", () => {
    const env = { HTTPS_PROXY: "proxy:3128", NO_PROXY: "none.invalid, *" };
    expect(proxyOf(env)).toBeUndefined();
    expect(proxyOf({ ...env, no_proxy: "none.invalid" })).toBe("http://proxy:3128");
  });

  it("has to be one that is understood here", () => {
    expect(() => proxyOf({ https_proxy: "socks5://proxy:1080" })).toThrow(
      "names a proxy that speaks socks5;",
    );
  });

  it("is refused by its variable's name where it is not an address, and not shown", () => {
    const wrong = { HTTPS_PROXY: "me:pa55word@proxy:port" };
    expect(() => proxyOf(wrong)).toThrow(
      "The environment variable HTTPS_PROXY is not a valid address of a proxy, such as http://proxy.example:3128",
    );
    expect(() => proxyOf(wrong)).not.toThrow("pa55word");
  });
});

describe("an explicit provider's envVarMappings", () => {
  const mapped = (mappings: Record<string, string>, env: Record<string, string>) =>
    readSettings(() => undefined, { ...env, [withNameOfAll(mappings).PATH ?? ""]: "/usr/bin" });

  it("have to name variables that are set, or another account would be used", () => {
    const mappings = { EAST_LOGIN: "PLESK_PARTNER30_LOGIN", EAST_PASSWORD: "PLESK_SERVER_WEB_1_PASSWORD" };
    const env = { EAST_LOGIN: "east", PLESK_PARTNER30_LOGIN: "default" };
    expect(() => mapped(mappings, { ...env, EAST_PASSWORD: "x" })).not.toThrow();
    for (const missing of [env, { ...env, EAST_PASSWORD: "" }])
      expect(() => mapped(mappings, missing)).toThrow(
        "names EAST_PASSWORD, which is not set: PLESK_SERVER_WEB_1_PASSWORD would keep the value of another account",
      );
  });

  it.each([
    [{ EAST_LOGIN: "PLESK_PARTNER30_LOGN" }, "PLESK_PARTNER30_LOGN, which is not a setting of pulumi-plesk"],
    [{ PLESK_PARTNER30_LOGIN: "EAST_LOGIN" }, '{ EAST_LOGIN: "PLESK_PARTNER30_LOGIN" }'],
  ])("are refused where they lead nowhere: %j", (mappings: Record<string, string>, reason) => {
    expect(() => mapped(mappings, { EAST_LOGIN: "east", PLESK_PARTNER30_LOGIN: "west" })).toThrow(reason);
  });

  it("may rename what belongs to others", () => {
    expect(() => mapped({ EAST_PROXY: "HTTPS_PROXY" }, { EAST_PROXY: "proxy:3128" })).not.toThrow();
  });
});
