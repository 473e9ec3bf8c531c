import { readSettings, settingTables, type Setting } from "../../provider/settings";

const complete = {
  "plesk:partner30Url": "https://api.central.plesk.com/30/",
  "plesk:partner30Login": "hosting-company",
  "plesk:partner30Password": "correct horse",
};

const accountOf = (config: Record<string, string>, env: Record<string, string> = {}) =>
  readSettings((key) => config[key], env).account("partnerApi30");

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
    expect(() => windows("0", "0")).toThrow("plesk:partner30SettleWindow must be a number above 0");
    expect(() => windows("5", "never")).toThrow("plesk:partner30SearchWindow must be a number above 0");
  });

  it.each(["plesk:partner30Url", "plesk:partner30Login", "plesk:partner30Password"])(
    "say how to set %s where it is missing",
    (key) => {
      const rest = Object.fromEntries(Object.entries(complete).filter(([name]) => name !== key));
      const { env } = Object.values<Setting>(settingTables.partner30).find((each) => each.key === key) ?? {
        env: "?",
      };
      expect(() => accountOf(rest)).toThrow(
        new RegExp(`Setting ${key} is not set: .*environment variable ${env}.*pulumi config set ${key}`),
      );
    },
  );

  it.each([
    ["no URL", "plesk:partner30Url", "central", "is no URL"],
    ["plain http", "plesk:partner30Url", "http://api.central.plesk.com/30/", "must begin with https"],
    ["credentials in the URL", "plesk:partner30Url", "https://me:pa55word@host/30/", "holds credentials"],
    ["a query in the URL", "plesk:partner30Url", "https://host/30/?a=1", "without ? or #"],
    ["a number that is none", "plesk:partner30Timeout", "soon", "must be a number above 0"],
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
