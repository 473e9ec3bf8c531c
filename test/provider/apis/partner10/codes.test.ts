import {
  downgradeCodes,
  offerCodes,
  readCodes,
  upgradeCodes,
  type Codes,
} from "../../../../provider/apis/partner10/codes";
import type { Meaning } from "../../../../provider/apis/meaning";
import {
  downgradeKey,
  getAvailableUpgrades,
  getKeyInfo,
  upgradeKey,
} from "../../../../provider/apis/partner10/keys";
import type { Response } from "../../../../provider/endpoint";
import { isFailure, type Failure } from "../../../../provider/failure";
import { readSettings } from "../../../../provider/settings";
import { type XmlRpcStruct } from "../../../../provider/wire/xmlRpc";
import { encodeResponse } from "../../wire/xmlRpcMessages";

const key = { keyNumber: "PLSK.01304242.0000" };
const asked = { ...key, plans: ["PLAN_A", "PLAN_B"], plan: "PLAN_A" };
const answer = (body: string, status = 200): Response => ({ status, headers: {}, body });
const result = (members: XmlRpcStruct): Response => answer(encodeResponse({ value: members }));
const fault = (text: string): Response => answer(encodeResponse({ fault: { code: 7, text } }));

/** The endpoints by their own names, all asked for the same. */
const methods = {
  upgradeKey: (response: Response) => upgradeKey.decode(response, asked),
  downgradeKey: (response: Response) => downgradeKey.decode(response, asked),
  getKeyInfo: (response: Response) => getKeyInfo.decode(response, asked),
  getAvailableUpgrades: (response: Response) => getAvailableUpgrades.decode(response, asked),
};
type Method = keyof typeof methods;
const tables: Record<Method, Codes> = {
  upgradeKey: upgradeCodes,
  downgradeKey: downgradeCodes,
  getKeyInfo: readCodes,
  getAvailableUpgrades: offerCodes,
};

type Row = [code: number, kind: Meaning["kind"], property: string | undefined, text: string];
const keyNumber = "partner10.keyNumber";
const upgradePlans = "partner10.upgradePlans";

/** The result codes of the vendor's page on upgradeKey, with its texts. */
const upgradeRows: Row[] = [
  [100, "done", undefined, '"PLAN_A" has been successfully added to PLSK.01304242.0001'],
  [110, "done", undefined, "PLSK.01304242.0000 already has PLAN_A feature"],
  [200, "unauthorized", undefined, "Client authorization failed"],
  [201, "unauthorized", undefined, "Access to this method is denied"],
  [202, "not-visible", keyNumber, "Access to this object is denied"],
  [220, "not-visible", keyNumber, "Key PLSK.01304242.0000 is not found"],
  [221, "rejected", keyNumber, "License key PLSK.01304242.0000 is marked as problem"],
  [222, "rejected", keyNumber, "License key PLSK.01304242.0000 is terminated"],
  [
    246,
    "rejected",
    undefined,
    "Operation is forbidden because key type PLESK_95 conflicts with key PLSK.01304243.0000",
  ],
  [260, "rejected", upgradePlans, 'No "PLAN_A" entry in the client\'s price list'],
  [266, "rejected", upgradePlans, "This upgrade is not acceptable"],
  [
    268,
    "rejected",
    upgradePlans,
    "Software Update Service (SUS) is not found for the given license key. Automatic upgrade is not possible",
  ],
  [280, "rejected", undefined, "Operation is not supported for this account type"],
  [284, "rejected", upgradePlans, "Operation with N/A price is not allowed for this client"],
  [287, "outcome-unknown", undefined, "Failed to complete remote operation with product plesk."],
  [300, "outcome-unknown", undefined, "Internal error, please try after some time"],
  [400, "rejected", undefined, "Incorrect authorization info format"],
  [410, "rejected", keyNumber, 'Incorrect key number format: "PLSK.01304242.0000"'],
  [416, "rejected", upgradePlans, "Unknown feature: PLAN_A"],
  [421, "rejected", "partner10.licenseType", "Incorrect server license details format"],
  [452, "rejected", keyNumber, "Incorrect object type for this operation"],
];

/** Of downgradeKey (partner-api-1.0.md section 6). */
const downgradeRows: Row[] = [
  [100, "done", undefined, "Removed"],
  [101, "done", undefined, "Replaced by another"],
  [110, "done", undefined, "Does not have it"],
  [200, "unauthorized", undefined, "Client authorization failed"],
  [201, "unauthorized", undefined, "Access to this method is denied"],
  [202, "not-visible", keyNumber, "Access to this object is denied"],
  [220, "not-visible", keyNumber, "Not found"],
  [221, "rejected", keyNumber, "Marked as problem"],
  [222, "done", undefined, "Terminated"],
  [260, "rejected", upgradePlans, "Not in the price list"],
  [263, "rejected", upgradePlans, "A default feature"],
  [266, "rejected", upgradePlans, "Not acceptable"],
  [287, "outcome-unknown", undefined, "Remote operation failed"],
  [289, "rejected", upgradePlans, "The base type cannot be downgraded"],
  [300, "outcome-unknown", undefined, "Internal error"],
  [400, "rejected", undefined, "Incorrect authorization info format"],
  [410, "rejected", keyNumber, "Incorrect key number format"],
  [416, "rejected", upgradePlans, "Unknown feature"],
  [452, "rejected", keyNumber, "Incorrect object type"],
];

/** Of getKeyInfo (partner-api-1.0.md 5.1): terminated and problem keys can be read. */
const readRows: Row[] = [
  [100, "done", undefined, "Returned"],
  [200, "unauthorized", undefined, "Client authorization failed"],
  [201, "unauthorized", undefined, "Access to this method is denied"],
  [202, "not-visible", keyNumber, "Access to this object is denied"],
  [220, "not-visible", keyNumber, "Not found"],
  [300, "busy", undefined, "Internal error"],
  [400, "rejected", undefined, "Incorrect authorization info format"],
  [410, "rejected", keyNumber, "Incorrect key number format"],
];

/** Of getAvailableUpgrades, which has no page: those of a read, and those of keys that take no upgrade. */
const offerRows = [
  ...readRows,
  [221, "rejected", keyNumber, "License key PLSK.01304242.0000 is marked as problem"] satisfies Row,
  [222, "rejected", keyNumber, "License key PLSK.01304242.0000 is terminated"] satisfies Row,
].sort(([one], [other]) => one - other);

const reads: readonly string[] = ["getKeyInfo", "getAvailableUpgrades"] satisfies Method[];

describe.each<[Method, Row[], subject: string]>([
  ["upgradeKey", upgradeRows, "Key PLSK.01304242.0000 could not be upgraded with PLAN_A, PLAN_B: "],
  ["downgradeKey", downgradeRows, "Plan PLAN_A could not be taken off key PLSK.01304242.0000: "],
  ["getKeyInfo", readRows, "Key PLSK.01304242.0000 could not be read: "],
  ["getAvailableUpgrades", offerRows, "What key PLSK.01304242.0000 can be upgraded with could not be read: "],
])("the codes of %s", (method, rows, subject) => {
  const decode = methods[method];
  const table = tables[method];

  it("are those of the documentation, each with a sentence and, where it is no success, a next step", () => {
    expect(Object.keys(table)).toEqual(rows.map(([code]) => String(code)));
    for (const { kind, meaning, next } of Object.values(table)) {
      expect(meaning).toMatch(/^[a-z][^.]{8,}$/);
      if (kind === "done") expect(next).toBeUndefined();
      else expect(next).toMatch(/^[A-Z].{10,}[^.]$/);
    }
  });

  it.each(rows.filter(([, kind]) => kind !== "done"))(
    "%i is %s, caused by %s",
    (code, kind, property, text) => {
      const { message, fields } = failureOf(() => decode(result({ resultDesc: text, resultCode: code })));
      const { meaning, next } = table[code] ?? {};
      expect(fields).toMatchObject({ kind, code: String(code), text });
      expect(fields.property).toBe(property);
      expect(fields.loginRefused).toBe(code === 200 ? true : undefined);
      expect(message).toBe(
        `${property === undefined ? "" : `${property}: `}${subject}${meaning ?? ""} (${method} of Partner API 1.0 said ${code} "${text}"). ${next ?? ""}`,
      );
    },
  );

  it("are told without a text too, and with one that is broken over lines", () => {
    const said = (members: XmlRpcStruct) => failureOf(() => decode(result({ resultCode: 410, ...members })));
    expect(said({}).message).toContain("of Partner API 1.0 said 410). Correct it");
    expect(said({ resultDesc: null }).fields.text).toBeUndefined();
    expect(said({ resultDesc: '\nIncorrect key\n  "number"\t' }).fields.text).toBe('Incorrect key "number"');
  });

  it.each([
    [99, "outcome-unknown", "malformed"],
    [223, "rejected", "rejected"],
    [299, "rejected", "rejected"],
    [301, "outcome-unknown", "busy"],
    [399, "outcome-unknown", "busy"],
    [499, "outcome-unknown", "malformed"],
    [999, "outcome-unknown", "malformed"],
  ])("that nobody knows go by their class: %i is %s, to a read %s", (code, change, read) => {
    const { kind, message } = failureOf(() => decode(result({ resultCode: code, resultDesc: "No." })));
    expect(kind).toBe(reads.includes(method) ? read : change);
    expect(message).toMatch(
      /(an undocumented (refusal|error of the system)|a result code of no documented class) .* said \d+ "No\."\)\. [A-Z]/,
    );
  });
});

describe("a success", () => {
  it.each<[Method, number]>([
    ["upgradeKey", 100],
    ["upgradeKey", 110],
    ["upgradeKey", 102],
    ["downgradeKey", 100],
    ["downgradeKey", 101],
    ["downgradeKey", 110],
    ["downgradeKey", 222],
    ["downgradeKey", 199],
  ])("gives its code to %s with %i, and the key's number where there is one", (method, resultCode) => {
    const decode = methods[method];
    expect(decode(result({ resultCode }))).toEqual({ code: resultCode });
    expect(decode(result({ resultCode, keyNumber: "\nPLSK.01304242.0001\n" }))).toEqual({
      code: resultCode,
      keyNumber: "PLSK.01304242.0001",
    });
  });
});

describe("a fault", () => {
  it("is reported for a change, since only a read shows what was done", () => {
    for (const method of ["upgradeKey", "downgradeKey"] as const)
      expect(methods[method](fault("No such handler"))).toEqual({
        fault: { code: 7, text: "No such handler" },
      });
  });

  it("is a refusal for a read", () => {
    expect(failureOf(() => methods.getKeyInfo(fault("No such handler")))).toMatchObject({
      kind: "rejected",
      message:
        'Key PLSK.01304242.0000 could not be read: the call was refused as a whole (getKeyInfo of Partner API 1.0 said fault 7 "No such handler"). Check that plesk:partner10Url is the address of Partner API 1.0. A list of plans may need partner10.licenseType',
    });
  });

  it.each([200, 400, 404, 500])("is read whatever the status, also %i", (status) => {
    const { body } = fault("No such handler");
    expect(upgradeKey.understands?.(answer(body, status))).toBe(true);
    expect(methods.upgradeKey(answer(body, status))).toHaveProperty("fault.code", 7);
  });
});

describe("a page in the place of an answer", () => {
  const page = "<html><head><title>404</title></head><body>Not Found</body></html>";

  const pages = [400, 403, 404, 408, 421, 499].flatMap((status) =>
    Object.entries(methods).map(([name, decode]) => [name, status, decode] as const),
  );

  it.each(pages)("to %s with %i proves nothing", (name, status, decode) => {
    const { kind, message } = failureOf(() => decode(answer(page, status)));
    expect(kind).toBe(reads.includes(name) ? "malformed" : "outcome-unknown");
    expect(message).toContain("The answer is not one of Partner API 1.0 but a page");
    expect(message).toContain("look at plesk:partner10Url (with its port and path) and at what is between");
    expect(upgradeKey.understands?.(answer(page, 502))).toBe(false);
  });

  it.each(Object.entries(methods))("does not have the documented shape, to %s with 200", (_, decode) => {
    expect(failureOf(() => decode(answer(page, 200))).kind).toBe("malformed");
  });
});

describe("credentials", () => {
  const secrets = {
    "plesk:partner10Password": 'pa55 & <word>  "two  blanks"',
    "plesk:partner10Login": "partner-login",
    "plesk:partner10Url": "https://ka.example:7050/",
  };
  const account = readSettings((name) => secrets[name as keyof typeof secrets], {}).account("partner10");
  const activationCode = "A00A01-B02B03-C04C05-D06D07-E08E09";
  const password = account.password;
  const encoded = encodeURIComponent(password);
  const escaped = password.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const request = upgradeKey.encode(account, asked).body ?? "";

  const echoes: Record<string, Response> = {
    "in a refusal": result({ resultCode: 200, resultDesc: `Login of ${password} failed` }),
    "in a refusal, over lines": result({
      resultCode: 266,
      resultDesc: `No:\n${password}\n${activationCode}`,
    }),
    "in an unknown refusal, encoded": result({ resultCode: 499, resultDesc: encoded }),
    "in a member's name": result({ resultCode: 100, keyInfo: { keyNumber: [password] } }),
    "in the key's number": result({ resultCode: 100, keyInfo: { keyNumber: password, features: [] } }),
    "in a fault": fault(`No method for ${password}`),
    "in a page": answer(`<html>${escaped}</html>`),
    "in a page with 404": answer(`<html>${escaped}</html>`, 404),
    "as the request itself": answer(request),
    "as the request itself, without the layout before it": answer(request.slice(request.indexOf("<string>"))),
    "as text": answer(`${password} is wrong`),
  };
  /** Where the password is cut by the end of what is shown. */
  for (let before = 0; before < 90; before++)
    echoes[`as text after ${before} characters`] = answer(`${"x".repeat(before)}${password}`);

  it.each(Object.entries(echoes))("are in no message when a server echoes them %s", (_, response) => {
    for (const decode of Object.values(methods)) {
      let message = "";
      try {
        decode(response);
      } catch (error) {
        if (!isFailure(error)) throw error;
        message = `${error.message} ${JSON.stringify(error.fields)}`;
      }
      for (const secret of [password, encoded, escaped, activationCode, "pa55", "blanks"])
        expect(message).not.toContain(secret);
    }
  });
});

function failureOf(work: () => unknown): Failure {
  try {
    work();
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
