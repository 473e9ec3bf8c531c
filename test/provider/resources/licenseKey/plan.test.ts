import * as fc from "fast-check";

import { describe as say } from "../../../../provider/converge/resource";
import type { OperationClass } from "../../../../provider/resources/licenseKey/differences";
import type { Desired } from "../../../../provider/resources/licenseKey/model";
import {
  plan,
  planDelete,
  priority,
  remarks,
  type KeyStep,
} from "../../../../provider/resources/licenseKey/plan";
import type { Key, State } from "../../../../provider/resources/licenseKey/state";

const exclusive: readonly OperationClass[] = [
  "owner",
  "lifecycle",
  "upgrade",
  "activation",
  "ipBinding",
  "productConfiguration",
  "parent",
];

/**
 * What may not share a request. The documented table has one rule: owner and lifecycle exclude each
 * other and everything but rebuilding items, the nickname and autoRenew; the rest combines freely.
 */
const conflicts: Record<OperationClass, readonly OperationClass[]> = {
  owner: exclusive.filter((each) => each !== "owner"),
  lifecycle: exclusive.filter((each) => each !== "lifecycle"),
  upgrade: ["owner", "lifecycle"],
  activation: ["owner", "lifecycle"],
  ipBinding: ["owner", "lifecycle"],
  productConfiguration: ["owner", "lifecycle"],
  parent: ["owner", "lifecycle"],
  items: [],
  nickname: [],
  autoRenew: [],
};

const key: Key = {
  keyId: "12345678",
  ownerId: "20001",
  items: [{ item: "PLESK-12-WEB-ADMIN-1M", externalId: "98765" }, { item: "Virtuozzo storage" }],
  nickname: "web-01",
  autoRenew: true,
  suspended: false,
  terminated: false,
  childKeyIds: [],
  parentKeyId: null,
  ipAddress: null,
  restrictIp: false,
  productConfigurationId: 1,
};

const stateOf = (change: Partial<Key> = {}, rest: Partial<State> = {}): State => ({
  origin: "https://api.central.plesk.com/30/",
  marker: "3f9a2c1d00",
  credentials: {},
  notVisible: false,
  onGone: "error",
  key: { ...key, ...change },
  ...rest,
});

const base: Desired = {
  items: [{ item: "PLESK-12-WEB-ADMIN-1M" }],
  unlistedItems: "remove",
  onGone: "error",
  unknown: [],
};
const bodies = (steps: KeyStep[]) =>
  steps.map(({ request }) => ("body" in request ? request.body : request.kind));
const sentences = (steps: KeyStep[]) => steps.map(say);

/** One change of each class, as a declaration that differs from the key in this alone. */
const differences: Record<Exclude<OperationClass, "lifecycle">, Partial<Desired>> = {
  owner: { ownerId: "20002" },
  upgrade: { items: [{ item: "FT-PLESK-1-LANGUAGE-PACK-1M" }, { item: "PLESK-12-WEB-ADMIN-1M" }] },
  activation: { activation: { uid: "ABC" } },
  ipBinding: { ipBinding: { address: "192.0.2.10" } },
  productConfiguration: { productConfigurationId: 7 },
  parent: { parent: { keyId: "87654321" } },
  items: { items: [{ item: "PLESK-12-WEB-ADMIN-1M", externalId: "other" }] },
  nickname: { nickname: "web-02" },
  autoRenew: { autoRenew: false },
};

describe("the planner, on one change", () => {
  it.each<[string, Partial<Desired>, string[], unknown[]]>([
    ["nothing", {}, [], []],
    [
      "another owner",
      differences.owner,
      ["move the key from owner 20001 to owner 20002 [irreversible]"],
      [{ ownerId: "20002" }],
    ],
    ["suspend", { suspended: true }, ["suspend the key"], [{ suspended: true }]],
    [
      "an item more: the whole list goes, with live members and unmatched items unchanged",
      differences.upgrade,
      ["add FT-PLESK-1-LANGUAGE-PACK-1M [buys]"],
      [
        {
          items: [
            { item: "FT-PLESK-1-LANGUAGE-PACK-1M" },
            { item: "PLESK-12-WEB-ADMIN-1M", externalId: "98765" },
            { item: "Virtuozzo storage" },
          ],
        },
      ],
    ],
    [
      "an activation",
      differences.activation,
      ["activate the key for ABC"],
      [{ activationInfo: { uid: "ABC", activated: true } }],
    ],
    [
      "an address",
      differences.ipBinding,
      ["bind the key to 192.0.2.10"],
      [{ ipAddressBinding: "192.0.2.10" }],
    ],
    [
      "an address to take over",
      { ipBinding: { address: "192.0.2.10", takeOver: true } },
      ["bind the key to 192.0.2.10, taking it from any key that holds it [removes]"],
      [{ ipAddressBinding: "192.0.2.10" }],
    ],
    [
      "a configuration",
      differences.productConfiguration,
      ["assign product configuration 7"],
      [{ productConfigurationId: 7 }],
    ],
    [
      "a parent",
      differences.parent,
      ["attach the key to key 87654321"],
      [{ parentKeyIdentifiers: { keyId: 87654321 } }],
    ],
    [
      "an external id",
      differences.items,
      ["set the external id of PLESK-12-WEB-ADMIN-1M to other"],
      [{ items: [{ item: "PLESK-12-WEB-ADMIN-1M", externalId: "other" }, { item: "Virtuozzo storage" }] }],
    ],
    [
      "a nickname, with the marker",
      differences.nickname,
      ['set the nickname to "web-02"'],
      [{ nickname: "web-02 #3f9a2c1d00" }],
    ],
    ["autoRenew", differences.autoRenew, ["turn autoRenew off"], [{ autoRenew: false }]],
  ])("%s", (_, change, said, sent) => {
    const steps = plan(stateOf(), { ...base, ...change });
    expect(sentences(steps)).toEqual(said);
    expect(bodies(steps)).toEqual(sent);
  });

  it("removes an unlisted constant, keeps it when told so, and never touches unmatched items", () => {
    const live = stateOf({ items: [...key.items, { item: "ADD-DNSSEC-1M" }] });
    expect(sentences(plan(live, base))).toEqual(["remove ADD-DNSSEC-1M [removes]"]);
    expect(plan(live, { ...base, unlistedItems: "keep" })).toEqual([]);
    const [step] = plan(live, { ...base, ...differences.upgrade, unlistedItems: "keep" });
    expect(step && "body" in step.request ? step.request.body.items?.map(({ item }) => item) : []).toEqual([
      "FT-PLESK-1-LANGUAGE-PACK-1M",
      "PLESK-12-WEB-ADMIN-1M",
      "Virtuozzo storage",
      "ADD-DNSSEC-1M",
    ]);
  });

  it("sends back what is on a key twice: nothing is removed that is not shown", () => {
    const twice = stateOf({ items: [...key.items, { item: "PLESK-12-WEB-ADMIN-1M", externalId: "2" }] });
    const items = [{ item: "FT-X-1M" }, { item: "PLESK-12-WEB-ADMIN-1M" }];
    const [step] = plan(twice, { items, unlistedItems: "remove", onGone: "error", unknown: [] });
    expect(step && say(step)).toBe("add FT-X-1M [buys]");
    expect(step?.request).toMatchObject({
      body: {
        items: [
          { item: "FT-X-1M" },
          { item: "PLESK-12-WEB-ADMIN-1M", externalId: "98765" },
          { item: "Virtuozzo storage" },
          { item: "PLESK-12-WEB-ADMIN-1M", externalId: "2" },
        ],
      },
    });
  });

  it("tells apart what is not managed from what is managed and empty", () => {
    const attached = stateOf({ parentKeyId: "87654321", ipAddress: "192.0.2.10" });
    expect(plan(attached, base)).toEqual([]);
    const steps = plan(attached, { ...base, parent: "detached", ipBinding: "unbound" });
    expect(bodies(steps)).toEqual([{ parentKeyIdentifiers: null, ipAddressBinding: null }]);
    expect(sentences(steps)).toEqual(["unbind the key from 192.0.2.10; detach the key from key 87654321"]);
  });

  it("counts: more of an item buys, less removes, and one that was not returned is one", () => {
    const counted = (quantity: number) => ({ ...base, items: [{ item: "PLESK-12-WEB-ADMIN-1M", quantity }] });
    expect(plan(stateOf(), counted(1))).toEqual([]);
    expect(sentences(plan(stateOf(), counted(3)))).toEqual([
      "change the quantity of PLESK-12-WEB-ADMIN-1M from 1 to 3 [buys]",
    ]);
    const three = stateOf({ items: [{ item: "PLESK-12-WEB-ADMIN-1M", quantity: 3 }] });
    expect(sentences(plan(three, counted(2)))).toEqual([
      "change the quantity of PLESK-12-WEB-ADMIN-1M from 3 to 2 [removes]",
    ]);
  });

  it("refuses every change of a terminated key and says how to get another", () => {
    expect(() => plan(stateOf({ terminated: true }), base)).toThrow(/Key 12345678 is terminated.*onGone/);
  });
});

describe("the planner, on a purchase", () => {
  it("puts all that create can hold into one request", () => {
    const steps = plan(undefined, {
      ...base,
      marker: "0123456789",
      nickname: "web-01",
      ownerId: "20001",
      parent: { keyId: "87654321" },
      ipBinding: { address: "192.0.2.10" },
      activation: { uid: "ABC" },
    });
    expect(sentences(steps)).toEqual([
      'buy a key with PLESK-12-WEB-ADMIN-1M for owner 20001, nickname "web-01", attached to key 87654321, bound to 192.0.2.10, activated for ABC [buys]',
    ]);
    expect(bodies(steps)).toEqual([
      {
        items: [{ item: "PLESK-12-WEB-ADMIN-1M" }],
        ownerId: "20001",
        nickname: "web-01 #0123456789",
        parentKeyIdentifiers: { keyId: 87654321 },
        ipAddressBinding: "192.0.2.10",
        activationInfo: { uid: "ABC", activated: true },
      },
    ]);
  });

  it("sets the rest on the key that it returned, suspending last", () => {
    const steps = plan(undefined, {
      ...base,
      autoRenew: false,
      suspended: true,
      productConfigurationId: 7,
      ipBinding: { address: "192.0.2.10", restrict: true },
    });
    expect(bodies(steps).slice(1)).toEqual([
      { restrictIPBinding: true, productConfigurationId: 7, autoRenew: false },
      { suspended: true },
    ]);
  });

  it("says what it does not know yet and plans the rest", () => {
    const { items: _, ...withoutItems } = base;
    expect(sentences(plan(undefined, { ...withoutItems, unknown: ["items", "nickname"] }))).toEqual([
      "buy a key with items that are not known yet, nickname not known yet [buys]",
    ]);
  });
});

describe("the planner, on a key to adopt", () => {
  it("buys nothing, also while a preview does not know which key it is", () => {
    expect(plan(undefined, { ...base, adopt: { keyId: "12345678" } })).toEqual([]);
    expect(plan(undefined, { ...base, unknown: ["adopt"] })).toEqual([]);
  });
});

describe("the planner, on deletion", () => {
  it.each<[string, State, string[]]>([
    ["does nothing unless told to", stateOf(), []],
    [
      "suspends, and takes the marker off so that nobody takes the key for an interrupted purchase",
      stateOf({}, { onDelete: "suspend" }),
      ["suspend the key; take the marker off its nickname"],
    ],
    [
      "suspends a key without a marker, and leaves its nickname",
      stateOf({}, { onDelete: "suspend", mark: null }),
      ["suspend the key"],
    ],
    [
      "does not suspend twice",
      stateOf({ suspended: true }, { onDelete: "suspend" }),
      ["take the marker off its nickname"],
    ],
    ["has nothing to do twice", stateOf({ suspended: true }, { onDelete: "suspend", mark: null }), []],
    ["terminates", stateOf({}, { onDelete: "terminate" }), ["terminate the key [removes] [irreversible]"]],
    [
      "says the same whichever children stay behind, so that it stays one operation",
      stateOf({ childKeyIds: ["1", "2"] }, { onDelete: "terminate" }),
      ["terminate the key [removes] [irreversible]"],
    ],
    ["does not terminate twice", stateOf({ terminated: true }, { onDelete: "terminate" }), []],
  ])("%s", (_, state, said) => {
    expect(sentences(planDelete(state))).toEqual(said);
  });

  it("warns in preview of children that would be left alive", () => {
    expect(
      remarks(stateOf({ childKeyIds: ["1"] }), { ...base, onDelete: "terminate" }, { allowTerminate: true }),
    ).toEqual([expect.stringContaining("leave its child key 1 alive and billed") as string]);
    expect(remarks(stateOf(), { ...base, onDelete: "terminate" }, { allowTerminate: true })).toEqual([]);
  });

  it("says that adopting is for a create only, where another key is held", () => {
    const remarksOn = (keyId: string): string[] =>
      remarks(stateOf(), { ...base, adopt: { keyId } }, { allowTerminate: true });
    expect(remarksOn("555")).toEqual([
      expect.stringContaining("adopt names key 555, and this resource holds key 12345678"),
    ]);
    expect(remarksOn("12345678")).toEqual([]);
  });

  it.each([
    ["b00000-000000-000000", ["adopt names another key, and this resource holds key 12345678"]],
    [" a00000 000000 000000", []],
  ])("says so of an activation code without showing it: %s", (activationCode, said) => {
    const held = { ...stateOf(), credentials: { activationCode: "A00000-000000-000000" } };
    const found = remarks(held, { ...base, adopt: { activationCode } }, { allowTerminate: true });
    expect(found).toEqual(said.map((text) => expect.stringContaining(text) as string));
    expect(found.join()).not.toContain("00000");
  });
});

type Lifecycle = "none" | "resume" | "suspend";
const classes = Object.keys(differences) as (keyof typeof differences)[];
/** Upgrade and items are both expressed by `items`; together they are one list with both changes. */
const both: Partial<Desired> = {
  items: [{ item: "FT-PLESK-1-LANGUAGE-PACK-1M" }, { item: "PLESK-12-WEB-ADMIN-1M", externalId: "other" }],
};

function declarationOf(wanted: readonly (keyof typeof differences)[], lifecycle: Lifecycle): Desired {
  return Object.assign(
    {},
    base,
    ...wanted.map((each) => differences[each]),
    wanted.includes("upgrade") && wanted.includes("items") ? both : {},
    lifecycle === "none" ? {} : { suspended: lifecycle === "suspend" },
  ) as Desired;
}

const kindsOf: Record<string, OperationClass> = {
  owner: "owner",
  resume: "lifecycle",
  suspend: "lifecycle",
  upgrade: "upgrade",
  activate: "activation",
  bindIp: "ipBinding",
  productConfiguration: "productConfiguration",
  attach: "parent",
  rebuildItems: "items",
  nickname: "nickname",
  autoRenew: "autoRenew",
};

function classOf(kind: string): OperationClass {
  const found = kindsOf[kind];
  if (found === undefined) throw new Error(`no class for ${kind}`);
  return found;
}

const subsets = <T>(all: readonly T[]): T[][] =>
  all.reduce<T[][]>((found, each) => [...found, ...found.map((subset) => [...subset, each])], [[]]);

/**
 * The fewest requests that a set of classes can be put into, found by trying every ordered partition
 * in blocks: class after class into an existing request or a new one at any place.
 */
function fewest(wanted: readonly OperationClass[], lifecycle: Lifecycle): number {
  let best = wanted.length;
  const place = (at: number, requests: OperationClass[][]): void => {
    if (requests.length > best) return;
    const next = wanted[at];
    if (next === undefined) {
      if (isValid(requests, lifecycle)) best = Math.min(best, requests.length);
      return;
    }
    requests.forEach((request, index) => {
      if (request.some((other) => conflicts[next].includes(other))) return;
      place(at + 1, requests.with(index, [...request, next]));
    });
    if (requests.length < best) {
      for (let index = 0; index <= requests.length; index++)
        place(at + 1, requests.toSpliced(index, 0, [next]));
    }
  };
  place(0, []);
  return best;
}

/** The order that is asked for: resume first, owner before what conflicts with it, suspend last. */
function isValid(requests: readonly OperationClass[][], lifecycle: Lifecycle): boolean {
  const at = (wanted: OperationClass) => requests.findIndex((request) => request.includes(wanted));
  if (lifecycle === "resume" && at("lifecycle") !== 0) return false;
  if (lifecycle === "suspend" && at("lifecycle") !== requests.length - 1) return false;
  return (
    at("owner") < 0 ||
    conflicts.owner.every((other) => other === "lifecycle" || at(other) < 0 || at("owner") < at(other))
  );
}

describe.each<Lifecycle>(["none", "resume", "suspend"])(
  "the planner, on every set of operations with lifecycle %s",
  (lifecycle) => {
    const live = stateOf(lifecycle === "resume" ? { suspended: true } : {});
    const sets = subsets(classes).map((wanted) => ({
      wanted,
      steps: plan(live, declarationOf(wanted, lifecycle)),
    }));
    const classesOf = ({ operations }: KeyStep) => operations.map(({ kind }) => classOf(kind));

    it("does exactly what is wanted", () => {
      for (const { wanted, steps } of sets) {
        const expected = [...wanted, ...(lifecycle === "none" ? [] : ["lifecycle"])].sort();
        expect(steps.flatMap(classesOf).sort()).toEqual(expected);
      }
    });

    it("needs as few requests as brute force over all ordered partitions", () => {
      for (const { wanted, steps } of sets) {
        const all: OperationClass[] = [...wanted, ...(lifecycle === "none" ? [] : (["lifecycle"] as const))];
        // An external id alone is of unknown class: planned as if it were an upgrade.
        const planned = all.map((each) => (each === "items" ? "upgrade" : each));
        expect(steps).toHaveLength(fewest([...new Set(planned)], lifecycle));
      }
    });

    it("puts no conflicting pair into one request", () => {
      for (const { steps } of sets) {
        for (const step of steps) {
          const together = classesOf(step);
          for (const one of together)
            for (const other of together) expect(conflicts[one]).not.toContain(other);
        }
      }
    });

    it("lists the operations of a request in the system's order, and the requests in ours", () => {
      for (const { steps } of sets) {
        for (const step of steps) {
          const order = classesOf(step).map((each) => priority[each]);
          expect(order).toEqual([...order].sort((a, b) => a - b));
        }
        expect(isValid(steps.map(classesOf), lifecycle)).toBe(true);
      }
    });

    it("never resumes a key that is to stay suspended, not even for a moment", () => {
      for (const { wanted } of sets) {
        const steps = plan(stateOf({ suspended: true }), {
          ...declarationOf(wanted, "none"),
          suspended: true,
        });
        expect(steps.flatMap(({ operations }) => operations.map(({ kind }) => kind))).not.toContain("resume");
      }
    });
  },
);

describe("the conflict table", () => {
  it("is symmetric and has no class in conflict with itself", () => {
    for (const [one, others] of Object.entries(conflicts) as [OperationClass, OperationClass[]][]) {
      for (const other of others) expect(conflicts[other]).toContain(one);
      expect(others).not.toContain(one);
    }
  });

  it("is the documented one, row by row", () => {
    const columns: OperationClass[] = [
      "owner",
      "lifecycle",
      "activation",
      "parent",
      "upgrade",
      "ipBinding",
      "productConfiguration",
      "items",
      "nickname",
      "autoRenew",
    ];
    const documented: Record<string, string> = {
      owner: "N/A yes yes yes yes yes yes no no no",
      lifecycle: "yes N/A yes yes yes yes yes no no no",
      activation: "yes yes N/A no no no no no no no",
      parent: "yes yes no N/A no no no no no no",
      upgrade: "yes yes no no N/A no no no no no",
      ipBinding: "yes yes no no no N/A no no no no",
      productConfiguration: "yes yes no no no no N/A no no no",
      items: "no no no no no no no N/A no no",
      nickname: "no no no no no no no no N/A no",
      autoRenew: "no no no no no no no no no N/A",
    };
    for (const [row, cells] of Object.entries(documented)) {
      const expected = columns.filter((_, at) => cells.split(" ")[at] === "yes");
      expect([...conflicts[row as OperationClass]].sort()).toEqual(expected.sort());
    }
  });
});

describe("same in, nothing out", () => {
  it("plans nothing for a key that is as declared, in whatever order items are declared", () => {
    const constants = fc.uniqueArray(fc.stringMatching(/^[A-Z]{2,5}-[A-Z0-9]{1,6}$/), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        constants,
        fc.boolean(),
        fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
        (names, suspended, nickname) => {
          const items = names.map((item) => ({ item }));
          const desired: Desired = {
            ...base,
            items: items.toReversed(),
            suspended,
            ...(nickname ? { nickname } : {}),
          };
          expect(plan(stateOf({ items, suspended, nickname: nickname ?? "other" }), desired)).toEqual([]);
        },
      ),
    );
  });
});
