import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { downgradeKey, getKeyInfo, upgradeKey } from "../../../../provider/apis/partner10/keys";
import { identityOf, type KeyFacts } from "../../../../provider/apis/partner10/structures";
import type { Account } from "../../../../provider/account";
import type { Response } from "../../../../provider/endpoint";
import { readXml, type XmlElement } from "../../../../provider/wire/xml";
import { decodeCall } from "../../wire/xmlRpcMessages";

const account: Account = {
  system: "partner10",
  title: "Partner API 1.0",
  baseUrl: "https://ka.example:7050/xmlrpc",
  login: "API_LOGIN",
  password: "API_PASSWORD",
};
const fixtures = join(__dirname, "..", "..", "..", "fixtures", "partner10");
const fixture = (...path: string[]): string => readFileSync(join(fixtures, ...path), "utf8");
const answer = (body: string, status = 200): Response => ({ status, headers: {}, body });

/** The key of the sample and of all fixtures. */
const key = { keyNumber: "PLSK.01304242.0000" };
const plans = [
  "PLESK_95_FOR_WIN_FOR_XEN_TO_PLESK_10_AND_LATER_FOR_WIN_FOR_XEN",
  "100_DOMAINS_TO_UNLIMITED_DOMAINS",
];

/** The vendor prints line breaks between elements and at the ends of values. */
function shape({ name, text, children }: XmlElement): unknown {
  return { name, text: text.trim(), children: children.map(shape) };
}

describe("the vendor's sample", () => {
  it("is what we build for the same call", () => {
    const {
      method,
      url,
      headers,
      body = "",
    } = upgradeKey.encode(account, {
      ...key,
      plans,
      licenseType: "billing",
    });
    expect({ method, url, headers }).toEqual({
      method: "POST",
      url: "https://ka.example:7050/xmlrpc",
      headers: { "content-type": "text/xml" },
    });
    expect(shape(readXml(body, "us"))).toEqual(shape(readXml(fixture("upgradeKeyRequest.xml"), "sample")));
    for (const value of decodeCall(body, "us").params.flat()) expect(value).toEqual(trimmed(value));
  });

  it("is understood: the new number, whatever the text says", () => {
    const sample = fixture("upgradeKeyResponse.xml");
    expect(upgradeKey.decode(answer(sample), { ...key, plans })).toEqual({
      code: 100,
      keyNumber: "PLSK.01304242.0001",
    });
  });
});

describe("a call", () => {
  const paramsOf = ({ body = "" }: { body?: string }) => decodeCall(body, "us");
  const login = { login: "API_LOGIN", password: "API_PASSWORD" };

  it("names the key to read, with or without its revision", () => {
    for (const keyNumber of ["PLSK.01304242", "PLSK.01304242.0003"]) {
      expect(paramsOf(getKeyInfo.encode(account, { keyNumber }))).toEqual({
        method: "partner10.getKeyInfo",
        params: [login, keyNumber],
      });
    }
  });

  it.each([
    ["one plan goes as a text, which is documented", { plans: ["100_DOMAINS"] }, ["100_DOMAINS"]],
    [
      "one plan with its type as a list",
      { plans: ["100_DOMAINS"], licenseType: "purchase" },
      [["100_DOMAINS"], "purchase"],
    ],
    ["several plans as a list", { plans }, [plans]],
  ] as const)("upgrades: %s", (_, input, params) => {
    expect(paramsOf(upgradeKey.encode(account, { ...key, ...input }))).toEqual({
      method: "partner10.upgradeKey",
      params: [login, key.keyNumber, ...params],
    });
  });

  it("has one plan and no list to downgrade", () => {
    expect(paramsOf(downgradeKey.encode(account, { ...key, plan: "100_DOMAINS" }))).toEqual({
      method: "partner10.downgradeKey",
      params: [login, key.keyNumber, "100_DOMAINS"],
    });
  });

  it("goes to the address as it is set", () => {
    const { url } = getKeyInfo.encode({ ...account, baseUrl: "https://ka.example:7050/" }, key);
    expect(url).toBe("https://ka.example:7050/");
  });

  it("is for one object when it changes a key, however its number is written, and is not repeated", () => {
    for (const { changes, safeToRepeat } of [upgradeKey, downgradeKey])
      expect({ changes, safeToRepeat }).toEqual({ changes: true, safeToRepeat: false });
    expect(upgradeKey.object?.({ keyNumber: "PLSK.01304242.0007", plans })).toBe("PLSK.01304242");
    expect(downgradeKey.object?.({ keyNumber: "PLSK.01304242", plan: "A" })).toBe("PLSK.01304242");
    expect(getKeyInfo).toMatchObject({ changes: false, safeToRepeat: true });
  });
});

describe("a key", () => {
  const names = readdirSync(join(fixtures, "accept")).filter((name) => name.endsWith(".xml"));

  it.each(names)("is read from %s", (name) => {
    const expected = JSON.parse(fixture("accept", name.replace(".xml", ".json"))) as KeyFacts;
    const facts = getKeyInfo.decode(answer(fixture("accept", name)), {
      keyNumber: identityOf(expected.keyNumber),
    });
    expect(facts).toEqual(expected);
  });

  it("is the same one in another revision", () => {
    const facts = getKeyInfo.decode(answer(fixture("accept", "least.xml")), {
      keyNumber: "PLSK.01304242.0000",
    });
    expect(facts.keyNumber).toBe("PLSK.01304242.0001");
  });

  it("never brings its activation code along", () => {
    const code = "A00A01-B02B03-C04C05-D06D07-E08E09";
    const told = fixture("accept", "full.xml");
    expect(told).toContain(code);
    expect(JSON.stringify(getKeyInfo.decode(answer(told), key))).not.toContain(code);
    const changed = fixture("upgradeKeyResponse.xml").replace(
      "</struct>",
      `<member><name>productKey</name><value>${code}</value></member></struct>`,
    );
    expect(changed).toContain(code);
    expect(JSON.stringify(upgradeKey.decode(answer(changed), { ...key, plans }))).not.toContain(code);
  });
});

describe("answers that are malformed name the place", () => {
  const places: Record<string, string> = {
    "noFeatures.xml": "params[0].keyInfo.features: ",
    "featuresStruct.xml": "params[0].keyInfo.features: ",
    "featureText.xml": "params[0].keyInfo.features[0]: ",
    "apiNameNumber.xml": "params[0].keyInfo.features[1].apiName: ",
    "featureOfAdditionalKey.xml": "params[0].keyInfo.additionalKeys[0].features[0].apiName: ",
    "terminatedText.xml": "params[0].keyInfo.terminated: ",
    "additionalKeyUnknownType.xml": "params[0].keyInfo.additionalKeys[0]: <key> is no type of XML-RPC",
    "problemUnknownType.xml": "params[0].keyInfo.problem: <flag> is no type of XML-RPC",
    "problemNumber.xml": "params[0].keyInfo.problem: ",
    "dateText.xml": "params[0].keyInfo.expirationDate: ",
    "noKeyNumber.xml": "params[0].keyInfo.keyNumber: ",
    "noKeyInfo.xml": "params[0].keyInfo: ",
    "otherKey.xml": "params[0].keyInfo.keyNumber: it is PLSK.01304243.0001, not PLSK.01304242.0000",
    "noCode.xml": "params[0].resultCode: ",
    "codeText.xml": "params[0].resultCode: ",
    "array.xml": "params[0].resultCode: ",
    "text.xml": "params[0].resultCode: ",
    "cutOff.xml": "line 6, column 37: ",
    "html.txt": "line 1, column 15: ",
    "empty.txt": "",
  };

  it("are all here", () => {
    expect(readdirSync(join(fixtures, "reject")).sort()).toEqual(Object.keys(places).sort());
  });

  it.each(Object.entries(places))("%s at %s", (name, place) => {
    expect(() => getKeyInfo.decode(answer(fixture("reject", name)), key)).toThrow(
      expect.objectContaining({
        kind: "malformed",
        message: expect.stringContaining(
          `The answer does not have the documented shape at ${place}`,
        ) as unknown,
      }) as Error,
    );
  });

  it.each(["noCode.xml", "codeText.xml", "array.xml", "cutOff.xml", "html.txt", "empty.txt"])(
    "%s, to a change too, whose outcome only a read can tell",
    (name) => {
      const body = fixture("reject", name);
      const malformed = expect.objectContaining({ kind: "malformed" }) as Error;
      expect(() => upgradeKey.decode(answer(body), { ...key, plans })).toThrow(malformed);
      expect(() => downgradeKey.decode(answer(body), { ...key, plan: "A" })).toThrow(malformed);
    },
  );

  it.each([204, 302])("%i without a body", (status) => {
    const malformed = expect.objectContaining({ kind: "malformed" }) as Error;
    expect(() => getKeyInfo.decode(answer("", status), key)).toThrow(malformed);
    expect(() => upgradeKey.decode(answer("", status), { ...key, plans })).toThrow(malformed);
  });
});

function trimmed(value: unknown): unknown {
  return typeof value === "string" ? value.trim() : value;
}
