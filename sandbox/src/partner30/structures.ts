import { addMonths, expirationOf, statusOf, updateDateOf } from "./dates";
import { activationLinkOf, keyNumberOf } from "./identifiers";
import type { Status, StoredItem, StoredKey } from "./model";
import type { World } from "./world";

type Json = Record<string, unknown>;

const OTHER_STATUS: Record<Status, string> = {
  active: "RUNNING",
  expired: "LAPSED",
  expiring: "LAPSING",
  terminated: "CLOSED",
  suspended: "ON_HOLD",
};

/** The License Key Structure (Full) of the reference, section 5. */
export function fullStructure(world: World, key: StoredKey): Json {
  const { additionalMembers } = world.assumptions();
  return {
    ownerId: key.ownerId,
    keyIdentifiers: identifiers(world, key),
    ...relations(world, key),
    ...activation(world, key),
    ...optional(world, { ipAddressBinding: key.ipAddressBinding }),
    restrictIPBinding: key.restrictIPBinding,
    ...nickname(world, key),
    productConfigurationId: key.productConfigurationId,
    items: items(world, key),
    status: status(world, key),
    terminated: key.terminated,
    suspended: key.suspended,
    ownerSuspended: world.accounts.get(key.ownerId)?.suspended ?? false,
    autoRenew: key.autoRenew,
    ...dates(world, key),
    ...(additionalMembers === "some"
      ? { billingType: "LEASE", properties: [], type: key.type, guid: null }
      : {}),
  };
}

/** The License Key Structure (Short) of the reference, section 6. */
export function shortStructure(world: World, key: StoredKey): Json {
  return {
    ownerId: key.ownerId,
    keyId: key.keyId,
    parentKeyId: key.parentKeyId,
    isEls: key.isEls,
    ...optional(world, { lastReportingOs: key.lastReportingOs }),
  };
}

function identifiers(world: World, key: StoredKey): Json {
  const { activationLink } = world.assumptions();
  const cloud = world.baseOf(key.items)?.cloud ?? false;
  const linked = activationLink === "always" || (activationLink === "cloudOnly" && cloud);
  return {
    keyId: key.keyId,
    keyNumber: keyNumberOf(key),
    activationCode: key.activationCode,
    ...(linked ? { activationLink: activationLinkOf(key) } : {}),
  };
}

function relations(world: World, key: StoredKey): Json {
  const parent = key.parentKeyId === null ? undefined : world.keys.get(key.parentKeyId);
  const children = world.childrenOf(key).map((child) => identifiers(world, child));
  const none = children.length === 0 && world.assumptions().childrenEmpty === "absent";
  return {
    parentKeyIdentifiers: parent ? identifiers(world, parent) : null,
    ...(none ? {} : { childKeyIdentifiers: children }),
  };
}

function activation(world: World, { uid }: StoredKey): Json {
  if (uid !== null) return { activationInfo: { uid, activated: true } };
  switch (world.assumptions().activationUnset) {
    case "object":
      return { activationInfo: { uid: "", activated: false } };
    case "null":
      return { activationInfo: null };
    case "absent":
      return {};
  }
}

function nickname(world: World, key: StoredKey): Json {
  if (key.nickname !== null) return { nickname: key.nickname };
  switch (world.assumptions().nicknameUnset) {
    case "emptyString":
      return { nickname: "" };
    case "null":
      return { nickname: null };
    case "absent":
      return {};
  }
}

function items(world: World, key: StoredKey): Json[] {
  const { itemOrder } = world.assumptions();
  const ordered = [...key.items];
  if (itemOrder === "reversed") ordered.reverse();
  if (itemOrder === "sorted") ordered.sort((a, b) => (a.item < b.item ? -1 : 1));
  return ordered.map((item) => ({ item: item.item, ...externalId(world, item), ...quantity(world, item) }));
}

function externalId(world: World, { externalId: id }: StoredItem): Json {
  const { externalIdSpelling, externalIdUnset } = world.assumptions();
  if (id === null) return externalIdUnset === "null" ? { externalId: null } : {};
  const digits = /^(0|[1-9]\d{0,14})$/.test(id);
  return { externalId: externalIdSpelling === "number" && digits ? Number(id) : id };
}

function quantity(world: World, { quantity: sent }: StoredItem): Json {
  switch (world.assumptions().quantityReturned) {
    case "returned":
      return sent === null ? {} : { quantity: sent };
    case "always":
      return { quantity: sent ?? 1 };
    case "null":
      return { quantity: sent };
    case "absent":
      return {};
  }
}

function status(world: World, key: StoredKey): string {
  const lower = statusOf(key, world.now());
  const { statusValues } = world.assumptions();
  if (statusValues === "other") return OTHER_STATUS[lower];
  return statusValues === "upper" ? lower.toUpperCase() : lower;
}

function dates(world: World, key: StoredKey): Json {
  const months = world.baseOf(key.items)?.months ?? 1;
  const expirationDate = expirationOf(key, months, world.now());
  const date = (iso: string) => written(world, iso);
  return {
    creationDate: date(key.creationDate),
    lastModificationDate: date(key.lastModificationDate),
    updateDate: date(updateDateOf({ ...key, expirationDate })),
    expirationDate: date(expirationDate),
    ...sus(world, key),
    ...optional(world, { supportExpirationDate: null, supportStatus: null }),
  };
}

function sus(world: World, { susExpirationDate }: StoredKey): Json {
  if (susExpirationDate === null) {
    const { susOfLease } = world.assumptions();
    return optional(world, { susExpirationDate: null, susStatus: susOfLease === "null" ? null : susOfLease });
  }
  const susStatus = isSusExpired(susExpirationDate, world.now()) ? "EXPIRED" : "ACTIVE";
  return { susExpirationDate: written(world, susExpirationDate), susStatus };
}

/** Whether the Software Update Service has run out. */
export function isSusExpired(susExpirationDate: string, now: Date): boolean {
  return Date.parse(susExpirationDate) <= now.getTime();
}

/** SUS is renewed by a year in the documented example (reference, section 4.8). */
export function susAfter(from: string): string {
  return addMonths(from, 12);
}

function written(world: World, iso: string): string {
  switch (world.assumptions().dates) {
    case "milliseconds":
      return iso;
    case "seconds":
      return iso.replace(/\.\d+Z$/, "Z");
    case "offset":
      return iso.replace(/Z$/, "+00:00");
  }
}

function optional(world: World, members: Json): Json {
  if (world.assumptions().optionalMembers === "null") return members;
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}
