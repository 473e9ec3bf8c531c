import { z } from "zod";

import type { Account } from "../../account";
import type { Endpoint, Request, Response } from "../../endpoint";
import { failure } from "../../failure";
import { decodeJson, withTexts } from "../../wire/json";
import { malformed } from "../../wire/malformed";
import { basicJson } from "../basicJson";
import { partnerFailure } from "./errors";
import {
  licenseKey,
  licenseKeyShort,
  textMembers,
  type KeyBody,
  type LicenseKey,
  type LiveStatus,
} from "./structures";

const title = "Partner API 3.0";

/** A key as the system answered it, or only its id where the answer had no body. */
export interface CreatedKey {
  keyId: number;
  key: LicenseKey | undefined;
}

/** Buys one key. Not idempotent, and there is no idempotency key: never sent twice blindly. */
export const createKey: Endpoint<KeyBody, CreatedKey> = {
  system: "partner30",
  name: "createKey",
  changes: true,
  safeToRepeat: false,
  encode: (account, body) => request(account, "POST", "keys?return-key-state=yes", body),
  decode: (answer) => {
    const source = sourceOf("createKey");
    if (answer.status !== 201) {
      throw partnerFailure(answer, { source, what: "The key was not bought", changes: true });
    }
    return createdKey(answer, source);
  },
};

/** Reads one key by its id or activation code. */
export const readKey: Endpoint<{ key: string }, LicenseKey> = {
  system: "partner30",
  name: "readKey",
  changes: false,
  safeToRepeat: true,
  encode: (account, { key }) => request(account, "GET", keyPath(key)),
  decode: (answer, { key }) => {
    const source = sourceOf("readKey");
    if (answer.status === 200) return decodeKey(answer, source, key);
    const what = `Key ${key} could not be read`;
    throw partnerFailure(answer, { source, what, unseen: `Key ${key} is not shown to this login` });
  },
};

/** What a list can be narrowed to; the documented filters that this package uses. */
export interface KeyFilter {
  nickname?: string;
  "ip-address-binding"?: string;
  status?: LiveStatus;
}

/** The ids of the keys that a filter lets through. How exactly it compares is undocumented: callers compare again. */
export const findKeys: Endpoint<KeyFilter, number[]> = {
  ...listing(),
  decode: (answer) => decodeList(answer).map(({ keyId }) => keyId),
};

/** What a list shows of a key: little more than its id (partner-api-3.0.md section 6). */
export interface ListedKey {
  keyId: string;
  ownerId: string | undefined;
}

/** The keys that a filter lets through; without one, all that the login sees, perhaps terminated ones too. */
export const listKeys: Endpoint<KeyFilter, ListedKey[]> = {
  ...listing(),
  decode: (answer) =>
    decodeList(answer).map(({ keyId, ownerId }) => ({ keyId: String(keyId), ownerId: ownerId ?? undefined })),
};

function listing() {
  return {
    system: "partner30",
    name: "listKeys",
    changes: false,
    safeToRepeat: true,
    encode: (account: Account, filter: KeyFilter): Request => {
      const query = Object.entries({ ...filter })
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join("&");
      return request(account, "GET", query === "" ? "keys" : `keys?${query}`);
    },
  } as const;
}

function decodeList(answer: Response): z.infer<typeof licenseKeyShort>[] {
  const source = sourceOf("listKeys");
  if (answer.status === 200)
    return decodeJson(z.array(licenseKeyShort), withTexts(answer.body, textMembers), source);
  throw partnerFailure(answer, { source, what: "The keys could not be searched" });
}

/**
 * Changes what the body holds and nothing else. The key id goes along as the documented guard
 * against the wrong key. Undefined where the answer had no body.
 */
export const modifyKey: Endpoint<{ keyId: string; body: KeyBody }, LicenseKey | undefined> = {
  system: "partner30",
  name: "modifyKey",
  changes: true,
  safeToRepeat: false,
  encode: (account, { keyId, body }) =>
    request(account, "PUT", `${keyPath(keyId)}?return-key-state=yes`, {
      keyIdentifiers: { keyId: Number(keyId) },
      ...body,
    }),
  decode: (answer, { keyId }) => {
    const source = sourceOf("modifyKey");
    if (answer.status === 200) return answer.body === "" ? undefined : decodeKey(answer, source, keyId);
    const what = `Key ${keyId} was not changed`;
    throw partnerFailure(answer, { source, what, changes: true });
  },
};

/** Terminates one key for good. Its children live on. */
export const terminateKey: Endpoint<{ keyId: string }, LicenseKey | undefined> = {
  system: "partner30",
  name: "terminateKey",
  changes: true,
  safeToRepeat: false,
  encode: (account, { keyId }) => request(account, "DELETE", `${keyPath(keyId)}?return-key-state=yes`),
  decode: (answer, { keyId }) => {
    const source = sourceOf("terminateKey");
    if (answer.status === 200) return answer.body === "" ? undefined : decodeKey(answer, source, keyId);
    const what = `Key ${keyId} was not terminated`;
    throw partnerFailure(answer, { source, what, changes: true });
  },
};

function sourceOf(endpoint: string): string {
  return `${endpoint} of ${title}`;
}

function keyPath(key: string): string {
  return `keys/${encodeURIComponent(key)}`;
}

/** Something in between may answer with another key than the one that was asked for by its id. */
function decodeKey(answer: Response, source: string, asked = ""): LicenseKey {
  const key = decodeJson(licenseKey, withTexts(answer.body, textMembers), source);
  const { keyId } = key.keyIdentifiers;
  if (/^\d+$/.test(asked) && asked !== String(keyId))
    throw malformed(source, `$.keyIdentifiers.keyId: it is ${keyId}, not ${asked}`);
  return key;
}

/** The body may be missing; then the id is the last part of the Location header. */
function createdKey(answer: Response, source: string): CreatedKey {
  const located = /\/(\d+)\/?$/.exec(answer.headers.location ?? "")?.[1];
  try {
    if (answer.body !== "") {
      const key = decodeKey(answer, source);
      return { keyId: key.keyIdentifiers.keyId, key };
    }
  } catch (error) {
    if (located === undefined) throw error;
  }
  if (located !== undefined) return { keyId: Number(located), key: undefined };
  throw failure({
    kind: "malformed",
    what: "The key was bought, but the answer names no key: no body and no Location header",
    source,
    next: "Run again: it searches for the key first",
  });
}

/** The headers that the manual asks for (partner-api-3.0.md section 1) beside those of any JSON request. */
const documentedHeaders = { "accept-charset": "UTF-8", "accept-encoding": "gzip" };

function request(account: Account, method: Request["method"], path: string, body?: unknown): Request {
  const plain = basicJson(account, method, path, body);
  return { ...plain, headers: { ...plain.headers, ...documentedHeaders } };
}
