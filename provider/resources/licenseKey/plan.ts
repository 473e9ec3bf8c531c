import type { KeyBody } from "../../apis/partnerApi30/structures";
import { failure } from "../../failure";
import type { Operation, Step } from "../../resource";
import { isUnmatched, markedNickname, type Desired, type Item, type Key, type State } from "./model";

/** One request to the key's system, with the operations that the system derives from it. */
export interface KeyStep extends Step {
  request:
    | { kind: "create"; body: KeyBody }
    | { kind: "modify"; keyId: string; body: KeyBody }
    | { kind: "terminate"; keyId: string };
}

/**
 * What has to be done to get from the key as it is to the key as declared.
 *
 * | there        | declared          | requests                                                  |
 * | ------------ | ----------------- | --------------------------------------------------------- |
 * | nothing      | a key             | one create with everything                                |
 * | the key      | other items       | one modify with the whole list of items                   |
 * | the key      | another nickname  | rides along with the one modify                           |
 * | the key      | the same          | none                                                      |
 * | a terminated | anything          | refused: a terminated key takes no change (24204)         |
 */
export function plan(current: State | undefined, desired: Desired): KeyStep[] {
  if (current?.key === undefined) return [purchase(desired, current?.marker ?? desired.marker)];
  assertAlive(current.key, current);
  const changes = [itemChanges(current.key, desired), nicknameChange(current, desired)].filter(
    (change) => change !== undefined,
  );
  if (changes.length === 0) return [];
  return [
    {
      operations: changes.flatMap(({ operations }) => operations),
      request: {
        kind: "modify",
        keyId: current.key.keyId,
        body: Object.assign({}, ...changes.map(({ body }) => body)) as KeyBody,
      },
    },
  ];
}

/** What deleting does: by `onDelete`, and nothing where it is unset or done already. */
export function planDelete({ key, onDelete }: State): KeyStep[] {
  if (key === undefined || onDelete === undefined || key.terminated) return [];
  if (onDelete === "terminate") {
    const sentence = `terminate key ${key.keyId}`;
    return [
      {
        operations: [
          { kind: "terminate", sentence, marks: ["removes", "irreversible"], uses: "terminations" },
        ],
        request: { kind: "terminate", keyId: key.keyId },
      },
    ];
  }
  if (key.suspended) return [];
  return [
    {
      operations: [{ kind: "suspend", sentence: `suspend key ${key.keyId}`, marks: [] }],
      request: { kind: "modify", keyId: key.keyId, body: { suspended: true } },
    },
  ];
}

interface Change {
  operations: Operation[];
  body: KeyBody;
}

function purchase({ items = [], nickname, unknown }: Desired, marker: string | undefined): KeyStep {
  const names = items.map(nameWithQuantity).join(", ") || "items that are not known yet";
  const named = nickname === undefined ? "" : `, nickname "${nickname}"`;
  const later = unknown
    .filter((property) => property !== "items")
    .map((property) => `, ${property} not known yet`);
  const fullNickname = markedNickname(nickname, marker);
  return {
    operations: [
      {
        kind: "buy",
        sentence: `buy a key with ${names}${named}${later.join("")}`,
        marks: ["buys"],
        uses: "purchases",
      },
    ],
    request: { kind: "create", body: { items, ...(fullNickname === "" ? {} : { nickname: fullNickname }) } },
  };
}

function assertAlive(key: Key, { onGone }: State): void {
  if (!key.terminated) return;
  throw failure({
    kind: "rejected",
    what: `Key ${key.keyId} is terminated, and a terminated key takes no change`,
    next:
      onGone === "error"
        ? 'To buy another, set onGone: "replace", or "forget" to drop it from the state on the next refresh'
        : "Run `pulumi up --refresh`",
  });
}

/** `items` is always the whole list: what is not in it is removed, so unmatched items go back unchanged. */
function itemChanges(key: Key, { items: wanted }: Desired): Change | undefined {
  if (wanted === undefined) return undefined;
  const operations = [
    ...wanted.flatMap((item) =>
      operationsFor(
        key.items.find(({ item: name }) => name === item.item),
        item,
      ),
    ),
    ...key.items
      .filter((item) => !isUnmatched(item) && !wanted.some(({ item: name }) => name === item.item))
      .map(removal),
  ];
  if (operations.length === 0) return undefined;
  const unmatched = key.items.filter(
    (item) => isUnmatched(item) && !wanted.some(({ item: name }) => name === item.item),
  );
  return {
    operations,
    body: { items: [...wanted.map((item) => withLiveMembers(item, key.items)), ...unmatched] },
  };
}

function operationsFor(live: Item | undefined, wanted: Item): Operation[] {
  if (live === undefined) {
    return [{ kind: "upgrade", sentence: `add ${nameWithQuantity(wanted)}`, marks: ["buys"] }];
  }
  return [...quantityChange(live, wanted), ...externalIdChange(live, wanted)];
}

function quantityChange(live: Item, { item, quantity }: Item): Operation[] {
  if (quantity === undefined || quantity === (live.quantity ?? 1)) return [];
  const more = quantity > (live.quantity ?? 1);
  const sentence = `change the quantity of ${item} from ${live.quantity ?? 1} to ${quantity}`;
  return [{ kind: "upgrade", sentence, marks: [more ? "buys" : "removes"] }];
}

function externalIdChange(live: Item, { item, externalId }: Item): Operation[] {
  if (externalId === undefined || externalId === live.externalId) return [];
  return [{ kind: "rebuildItems", sentence: `set the external id of ${item} to ${externalId}`, marks: [] }];
}

function removal({ item }: Item): Operation {
  return { kind: "upgrade", sentence: `remove ${item}`, marks: ["removes"] };
}

/** Members that the declaration leaves out keep their live value in the list that is sent. */
function withLiveMembers(wanted: Item, live: readonly Item[]): Item {
  return { ...live.find(({ item }) => item === wanted.item), ...wanted };
}

function nicknameChange({ key, marker }: State, { nickname }: Desired): Change | undefined {
  if (nickname === undefined || nickname === key?.nickname) return undefined;
  return {
    operations: [{ kind: "nickname", sentence: `set the nickname to "${nickname}"`, marks: [] }],
    body: { nickname: markedNickname(nickname, marker) },
  };
}

function nameWithQuantity({ item, quantity }: Item): string {
  return quantity === undefined ? item : `${quantity} x ${item}`;
}
