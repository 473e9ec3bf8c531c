import type { Element } from "../../xml";
import { type ContentType, firstMistake, type Mistake, type Named } from "./contentModel";

const EMPTY: ContentType = { kind: "empty" };
const TEXT: ContentType = { kind: "text" };
const ID: ContentType = { kind: "id" };

/** Reference, section 4.1: any number of values of one kind, or none at all. */
const WEBSPACE_FILTER: ContentType = {
  kind: "oneKind",
  of: {
    id: ID,
    "owner-id": ID,
    name: TEXT,
    "owner-login": TEXT,
    guid: TEXT,
    "owner-guid": TEXT,
    "external-id": TEXT,
    "owner-external-id": TEXT,
  },
};

const PLAN_FILTER: ContentType = {
  kind: "oneKind",
  of: { name: TEXT, id: ID, guid: TEXT, "external-id": TEXT },
};

/** Reference, section 5; the sandbox fills `gen_info` and `subscriptions` only. */
const DATASET: ContentType = {
  kind: "anyOrder",
  of: Object.fromEntries(
    [
      ...["gen_info", "hosting", "hosting-basic", "limits", "stat", "prefs", "disk_usage", "performance"],
      ...["subscriptions", "permissions", "plan-items", "php-settings", "resource-usage", "mail"],
    ].map((name) => [name, EMPTY]),
  ),
};

const PLAN: Named = { "plan-guid": TEXT, "plan-external-id": TEXT };

const FILTERED = { oneOf: { filter: WEBSPACE_FILTER } };

/** Reference, sections 5 and 6; other operations of the vendor's are not part of the sandbox. */
const WEBSPACE: ContentType = {
  kind: "many",
  of: {
    get: { kind: "sequence", steps: [FILTERED, { oneOf: { dataset: DATASET } }] },
    "switch-subscription": {
      kind: "sequence",
      steps: [FILTERED, { oneOf: { ...PLAN, "no-plan": EMPTY } }],
    },
    "sync-subscription": { kind: "sequence", steps: [FILTERED] },
    "add-subscription": { kind: "sequence", steps: [FILTERED, { oneOf: PLAN }] },
    "remove-subscription": { kind: "sequence", steps: [FILTERED, { oneOf: PLAN }] },
  },
};

const SERVER: ContentType = {
  kind: "many",
  of: {
    get: {
      kind: "anyOrder",
      of: { key: EMPTY, gen_info: EMPTY, stat: EMPTY, interfaces: EMPTY, prefs: EMPTY },
    },
  },
};

const OWNER: Named = { "owner-id": ID, "owner-login": TEXT };

/** The protocol version that `owner-all` came with. */
const OWNER_ALL_SINCE = [1, 6, 3, 4] as const;

/** Checks a packet as a server does that speaks this protocol version; undefined when nothing is wrong. */
export function packetMistake(packet: Element, version: readonly number[]): Mistake | undefined {
  const { name, line, attributes } = packet;
  if (name !== "packet") {
    const message = `Element '${name}': No matching global declaration available for the validation root.`;
    return { line, message };
  }
  const strange = Object.keys(attributes).find((it) => it !== "version");
  if (strange !== undefined) {
    return {
      line,
      message: `Element 'packet', attribute '${strange}': The attribute '${strange}' is not allowed.`,
    };
  }
  return firstMistake(packet, packetType(version));
}

function packetType(version: readonly number[]): ContentType {
  const owner = isAtLeast(version, OWNER_ALL_SINCE) ? { ...OWNER, "owner-all": EMPTY } : OWNER;
  const get: ContentType = {
    kind: "sequence",
    steps: [{ oneOf: { filter: PLAN_FILTER } }, { oneOf: owner, optional: true }],
  };
  const plans: ContentType = { kind: "many", of: { get } };
  const of = { server: SERVER, webspace: WEBSPACE, "service-plan": plans, "service-plan-addon": plans };
  return { kind: "many", of };
}

/** Whether a protocol version is this one or newer. */
export function isAtLeast(version: readonly number[], other: readonly number[]): boolean {
  for (const [at, part] of other.entries()) {
    const difference = (version[at] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
