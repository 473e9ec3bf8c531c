import type { Failure } from "../../../../provider/failure";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import {
  createKey,
  findKeys,
  listKeys,
  modifyKey,
  readKey,
  terminateKey,
} from "../../../../provider/apis/partner30/keys";
import type { Account } from "../../../../provider/account";
import type { Endpoint, Response } from "../../../../provider/endpoint";

const account: Account = {
  system: "partner30",
  title: "Partner API 3.0",
  baseUrl: "https://ka.example:7050/jsonrest/business-partner/30/",
  login: "me",
  password: "pässword:1",
};
const fixtures = join(__dirname, "..", "..", "..", "fixtures", "partner30");
const fixture = (folder: string, name: string): string => readFileSync(join(fixtures, folder, name), "utf8");
const answer = (status: number, body = "", headers: Record<string, string> = {}): Response => ({
  status,
  headers,
  body,
});

const headers = {
  authorization: `Basic ${Buffer.from("me:pässword:1", "utf8").toString("base64")}`,
  accept: "application/json",
  "accept-charset": "UTF-8",
  "accept-encoding": "gzip",
};
const withBody = { ...headers, "content-type": "application/json; charset=UTF-8" };

describe("requests", () => {
  /** The example of "Modifying a License Key", which is the example of "Creating a License Key" too. */
  const items = [
    { externalId: "98765", item: "PLESK-12-WEB-ADMIN-1M" },
    { externalId: "54321", item: "FT-PLESK-5-LANGUAGE-PACKS-1M" },
  ];

  it("modify as in the manual, with the guard against the wrong key", () => {
    expect(modifyKey.encode(account, { keyId: "12345678", body: { items } })).toEqual({
      method: "PUT",
      url: `${account.baseUrl}keys/12345678?return-key-state=yes`,
      headers: withBody,
      body: JSON.stringify({ keyIdentifiers: { keyId: 12345678 }, items }),
    });
    const { keyIdentifiers: _, ...rest } = JSON.parse(
      modifyKey.encode(account, { keyId: "12345678", body: { items } }).body ?? "",
    ) as Record<string, unknown>;
    expect(rest).toEqual(JSON.parse(fixture("requests", "modify.json")));
  });

  it("buy as in the manual", () => {
    expect(createKey.encode(account, { items })).toEqual({
      method: "POST",
      url: `${account.baseUrl}keys?return-key-state=yes`,
      headers: withBody,
      body: JSON.stringify({ items }),
    });
  });

  it("tell null, which detaches and unbinds, from what is left out", () => {
    const { body } = modifyKey.encode(account, {
      keyId: "1",
      body: { parentKeyIdentifiers: null, ipAddressBinding: null },
    });
    expect(body).toBe('{"keyIdentifiers":{"keyId":1},"parentKeyIdentifiers":null,"ipAddressBinding":null}');
  });

  it("have no body to read and to terminate", () => {
    expect(readKey.encode(account, { key: "12345678" })).toEqual({
      method: "GET",
      url: `${account.baseUrl}keys/12345678`,
      headers,
    });
    expect(terminateKey.encode(account, { keyId: "12345678" })).toEqual({
      method: "DELETE",
      url: `${account.baseUrl}keys/12345678?return-key-state=yes`,
      headers,
    });
  });

  it("escape what they search for", () => {
    const { url } = findKeys.encode(account, { nickname: "web & co #0123456789" });
    expect(new URL(url).searchParams.get("nickname")).toBe("web & co #0123456789");
    // Not every server takes a plus for a blank.
    expect(url).toBe(`${account.baseUrl}keys?nickname=web%20%26%20co%20%230123456789`);
    expect(findKeys.encode(account, { nickname: "a+b c" }).url).toContain("nickname=a%2Bb%20c");
  });

  it("have no query to list, or a documented filter", () => {
    expect(listKeys.encode(account, {}).url).toBe(`${account.baseUrl}keys`);
    expect(listKeys.encode(account, { status: "active" }).url).toBe(`${account.baseUrl}keys?status=active`);
  });

  it("never leave the key's path, whatever an activation code holds", () => {
    expect(readKey.encode(account, { key: "../a?b" }).url).toBe(`${account.baseUrl}keys/..%2Fa%3Fb`);
  });
});

const idIn = (body: string): string => /"keyId":\s*(\d+)/.exec(body)?.[1] ?? "";

describe("answers that are accepted", () => {
  const names = readdirSync(join(fixtures, "accept"));

  it.each(names)("are accepted by every endpoint that answers a key: %s", (name) => {
    const body = fixture("accept", name);
    const keyId = idIn(body);
    const key = readKey.decode(answer(200, body), { key: keyId });
    expect(key.keyIdentifiers.keyId).toBeGreaterThan(0);
    expect(typeof key.ownerId).toBe("string");
    expect(modifyKey.decode(answer(200, body), { keyId, body: {} })).toEqual(key);
    expect(terminateKey.decode(answer(200, body), { keyId })).toEqual(key);
    expect(createKey.decode(answer(201, body), {})).toEqual({ keyId: key.keyIdentifiers.keyId, key });
  });

  it.each(["123123", "9007199254740993", "12.50", "1e3"])(
    "turn an external id that is a number into a text, digit for digit: %s",
    (externalId) => {
      const body = fixture("accept", "externalIdNumber.json").replace("123123", externalId);
      const key = readKey.decode(answer(200, body), { key: idIn(body) });
      expect(key.items).toEqual([{ item: "A-1M", externalId }]);
    },
  );

  it.each([
    ["an absolute Location", "https://api.central.plesk.com/30/keys/12345678"],
    ["a relative Location", "/30/keys/12345678"],
    ["a Location with a slash at its end", "/30/keys/12345678/"],
  ])("name the purchased key with no body and %s", (_, location) => {
    expect(createKey.decode(answer(201, "", { location }), {})).toEqual({ keyId: 12345678, key: undefined });
  });

  it("name the purchased key by Location where the body cannot be read", () => {
    const location = "/30/keys/12345678";
    expect(createKey.decode(answer(201, "<html>", { location }), {})).toEqual({
      keyId: 12345678,
      key: undefined,
    });
  });

  it("need no body after a change", () => {
    expect(modifyKey.decode(answer(200), { keyId: "1", body: {} })).toBeUndefined();
    expect(terminateKey.decode(answer(200), { keyId: "1" })).toBeUndefined();
  });

  it("may be an empty list, and one with members that nobody knows", () => {
    expect(findKeys.decode(answer(200, "[]"), {})).toEqual([]);
    expect(findKeys.decode(answer(200, '[{"keyId":7,"isEls":false,"x":1}]'), {})).toEqual([7]);
    const short = '[{"keyId":7,"ownerId":"20001"},{"keyId":8,"ownerId":20002},{"keyId":9,"ownerId":null}]';
    expect(listKeys.decode(answer(200, short), {})).toEqual([
      { keyId: "7", ownerId: "20001" },
      { keyId: "8", ownerId: "20002" },
      { keyId: "9", ownerId: undefined },
    ]);
  });
});

describe("answers that are malformed name the place", () => {
  const places: Record<string, string> = {
    "noOwner.json": "$.ownerId",
    "emptyOwner.json": "$.ownerId",
    "noKeyIdentifiers.json": "$.keyIdentifiers",
    "keyIdText.json": "$.keyIdentifiers.keyId",
    "keyIdNegative.json": "$.keyIdentifiers.keyId",
    "noItems.json": "$.items",
    "itemsNull.json": "$.items",
    "itemWithoutName.json": "$.items[1].item",
    "itemEmpty.json": "$.items[0].item",
    "quantityText.json": "$.items[0].quantity",
    "terminatedText.json": "$.terminated",
    "suspendedNumber.json": "$.suspended",
    "parentKeyIdText.json": "$.parentKeyIdentifiers.keyId",
    "activationText.json": "$.activationInfo",
    "array.json": "$",
    "null.json": "$",
    "html.txt": "$",
    "cutOff.txt": "$",
  };

  it("are all here", () => {
    expect(readdirSync(join(fixtures, "reject")).sort()).toEqual(Object.keys(places).sort());
  });

  it.each(Object.entries(places))("%s at %s", (name, place) => {
    const body = fixture("reject", name);
    const expected = expect.objectContaining({
      kind: "malformed",
      message: expect.stringContaining(`does not have the documented shape at ${place}: `) as unknown,
    }) as unknown;
    expect(thrownBy(() => readKey.decode(answer(200, body), { key: "1" }))).toEqual(expected);
    expect(thrownBy(() => modifyKey.decode(answer(200, body), { keyId: "1", body: {} }))).toEqual(expected);
    expect(thrownBy(() => createKey.decode(answer(201, body), {}))).toEqual(expected);
  });

  it("are refused for a purchase that names no key", () => {
    expect(thrownBy(() => createKey.decode(answer(201), {}))).toMatchObject({ kind: "malformed" });
  });

  it("are refused for a list that is none", () => {
    expect(thrownBy(() => findKeys.decode(answer(200, '[{"keyId":"7"}]'), {}))).toMatchObject({
      kind: "malformed",
      message: expect.stringContaining("$[0].keyId") as unknown,
    });
  });
});

describe("what a refusal means", () => {
  type Kind = string;
  const error = (status: number, type: string): string =>
    JSON.stringify({ code: `${status}`, type, message: "No.", details: "Key number = PLSK.12345678.0001." });

  /** By status: a read of a key, a search, a purchase, a change, a termination. */
  it.each<[number, Kind, Kind, Kind, Kind, Kind]>([
    [204, "malformed", "malformed", "malformed", "malformed", "malformed"],
    [302, "malformed", "malformed", "malformed", "malformed", "malformed"],
    [400, "not-visible", "rejected", "rejected", "rejected", "rejected"],
    [401, "unauthorized", "unauthorized", "unauthorized", "unauthorized", "unauthorized"],
    [403, "not-visible", "unauthorized", "rejected", "rejected", "rejected"],
    [404, "not-visible", "rejected", "rejected", "rejected", "rejected"],
    [402, "rejected", "rejected", "rejected", "rejected", "rejected"],
    [406, "rejected", "rejected", "rejected", "rejected", "rejected"],
    [409, "rejected", "rejected", "rejected", "rejected", "rejected"],
    [410, "not-visible", "rejected", "rejected", "rejected", "rejected"],
    [415, "rejected", "rejected", "rejected", "rejected", "rejected"],
    [423, "rejected", "rejected", "rejected", "rejected", "rejected"],
  ])("%i", (status, ...kinds) => {
    const answered = [readKey, findKeys, createKey, modifyKey, terminateKey].map((endpoint) => {
      const { decode } = endpoint as unknown as Endpoint<unknown, unknown>;
      return (
        thrownBy(() => decode(answer(status, error(status, "1")), { key: "1", keyId: "1" })) as { kind: Kind }
      ).kind;
    });
    expect(answered).toEqual(kinds);
  });

  it("never says of a read that it may have been executed", () => {
    for (const status of [204, 206, 301]) {
      const sentence = "It may or may not have been executed";
      expect(() => findKeys.decode(answer(status), {})).toThrow("Nothing is concluded from it");
      expect(() => findKeys.decode(answer(status), {})).not.toThrow(sentence);
      expect(() => modifyKey.decode(answer(status), { keyId: "1", body: {} })).toThrow(sentence);
    }
  });

  it.each([readKey, findKeys, listKeys, createKey, modifyKey, terminateKey])(
    "24204 is a rejection for $name: the key is terminated",
    (endpoint) => {
      const { decode } = endpoint as unknown as Endpoint<unknown, unknown>;
      expect(
        thrownBy(() => decode(answer(400, error(400, "24204")), { key: "1", keyId: "1" })),
      ).toMatchObject({
        kind: "rejected",
        fields: { code: "400/24204", text: "No. Key number = PLSK.12345678.0001." },
      });
    },
  );

  it.each([
    ["nothing", ""],
    ["a page", "<html><h1>Not Found</h1></html>"],
    ["another shape", '{"error":"x"}'],
  ])("is never told from %s: neither is a key gone nor a change refused", (_, body) => {
    for (const status of [400, 403, 404, 408, 421, 499]) {
      const read = thrownBy(() => readKey.decode(answer(status, body), { key: "1" })) as Failure;
      expect(read).toMatchObject({ kind: "malformed", fields: { code: String(status) } });
      expect(read.message).toContain("The answer is not one of Partner API 3.0 but a page");
      const order = thrownBy(() => createKey.decode(answer(status, body), {})) as Failure;
      expect(order.kind).toBe("outcome-unknown");
      expect(order.message).toContain("look at plesk:partner30Url");
      expect(order.message).not.toContain("Correct the declaration");
    }
  });

  it("is told from numbers in place of texts too", () => {
    const body = '{"code":404,"type":17,"message":"No."}';
    expect(thrownBy(() => readKey.decode(answer(404, body), { key: "1" }))).toMatchObject({
      kind: "not-visible",
      fields: { code: "404/17" },
    });
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

it("an answer about another key than the one that was asked for is malformed, for reads and for changes", () => {
  const body = fixture("accept", "full.json");
  const other = `${idIn(body)}9`;
  for (const decode of [
    () => readKey.decode(answer(200, body), { key: other }),
    () => modifyKey.decode(answer(200, body), { keyId: other, body: {} }),
    () => terminateKey.decode(answer(200, body), { keyId: other }),
  ])
    expect(thrownBy(decode)).toMatchObject({ kind: "malformed" });
});
