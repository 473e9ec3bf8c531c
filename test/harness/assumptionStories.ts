import type { Values } from "pulumi-embedded-engine";
import type { Declared, Lab } from "./lab";

/**
 * Short stories of keys that touch everything that the contract leaves open. Each returns what
 * happened in words that do not depend on how a system spells its answers: under every alternative
 * of every assumption they have to be the same.
 */
export type AssumptionStory = (
  lab: Lab,
  /** The owner that purchases name; undefined under customer credentials. */
  ownerId: string | undefined,
) => Promise<unknown>;

const admin = "PLESK-12-WEB-ADMIN-1M";
const pro = "PLESK-12-WEB-PRO-1M";
const pack = "FT-PLESK-1-LANGUAGE-PACK-1M";
const developer = "FT-PLESK-DEVELOPER-PACK-1M";
const servers = "360-MON-SRV-1M";
const marker = (digit: number): string => String(digit).repeat(10);

export const assumptionStories: Record<string, AssumptionStory> = {
  "the life of three keys": async (lab, ownerId) => {
    const report: unknown[] = [];
    const owner = ownerId === undefined ? {} : { ownerId };
    const web = {
      ...owner,
      items: [{ item: admin }, { item: pack, externalId: "4711" }],
      nickname: "web-01",
      autoRenew: false,
      suspended: false,
      productConfigurationId: 2,
      ipBinding: { address: "192.0.2.10", restrict: true },
      onDelete: "suspend",
      __marker: marker(1),
    };
    const monitoring = {
      ...owner,
      items: [{ item: "360-MON-1M" }, { item: servers, quantity: 3 }],
      onDelete: "terminate",
      __marker: marker(2),
    };
    const settle = async (declared: Declared): Promise<void> => {
      report.push(await upAndSettled(lab, declared));
    };
    await settle({ web, monitoring });
    const grown = {
      web: { ...web, items: [{ item: pro }, { item: pack, externalId: "4712" }], nickname: "web-02" },
      monitoring: { ...monitoring, items: [{ item: "360-MON-1M" }, { item: servers, quantity: 5 }] },
    };
    await settle(grown);
    await settle({ ...grown, web: { ...grown.web, suspended: true, nickname: "web-03" } });
    const moved = { ...grown, web: { ...grown.web, ...(ownerId === undefined ? {} : { ownerId: "10002" }) } };
    await settle(moved);
    lab.sandbox.partner30.change(lab.keyId("web"), {
      nickname: "by hand",
      autoRenew: true,
      ipAddressBinding: null,
      items: [{ item: pro }, { item: pack, externalId: "by hand" }, developer],
    });
    report.push(await lab.refresh(), lab.driver.state.web?.inputs.nickname);
    await settle(moved);
    const child = {
      ...(ownerId === undefined ? {} : { ownerId: "10002" }),
      items: [{ item: "ADD-DNSSEC-1M" }],
      parent: { keyId: lab.keyId("web") },
      onDelete: "terminate",
      __marker: marker(3),
    };
    await settle({ ...moved, child });
    await settle({ ...moved, child: { ...child, parent: "detached" } });
    await settle({ ...moved, child });
    await settle({});
    return report;
  },

  "a run that is killed after the purchase": async (lab, ownerId) => {
    const web = {
      ...(ownerId === undefined ? {} : { ownerId }),
      items: [{ item: admin }],
      __marker: marker(1),
    };
    const killed = await lab.killedAfter("createKey", { web });
    return [{ killed }, await upAndSettled(lab, { web }), Object.keys(lab.driver.state).length];
  },

  "answers that are lost": async (lab, ownerId) => {
    const web: Values = {
      ...(ownerId === undefined ? {} : { ownerId }),
      items: [{ item: admin }],
      nickname: "web-01",
      onDelete: "terminate",
      __marker: marker(1),
    };
    const changed = { ...web, items: [{ item: admin }, { item: pack }], suspended: true };
    const report: unknown[] = [];
    for (const [endpoint, declared] of [
      ["createKey", { web }],
      ["modifyKey", { web: changed }],
      ["terminateKey", {}],
    ] as const) {
      lab.sandbox.faults.inject({ kind: "answerLost", endpoint });
      await lab.up(declared);
      report.push(await upAndSettled(lab, declared));
    }
    return report;
  },

  "a key that somebody terminates": async (lab, ownerId) => {
    const report: unknown[] = [];
    for (const onGone of ["error", "forget", "replace"]) {
      const web = {
        ...(ownerId === undefined ? {} : { ownerId }),
        items: [{ item: admin }],
        onGone,
        __marker: marker(1),
      };
      report.push(await upAndSettled(lab, { web }));
      // A key that was bought moments ago is never taken for gone.
      lab.clock.pass(700_000);
      lab.sandbox.partner30.terminate(lab.keyId("web"));
      await lab.refresh();
      report.push(`${Object.keys(lab.driver.state).length} in the state`);
      const message = await lab.up({ web });
      report.push(message === undefined ? "bought again" : "reported", owned(lab));
      await lab.up({});
    }
    return report;
  },

  "a key that somebody gives away and back": async (lab, ownerId) => {
    const owner = ownerId ?? "20001";
    const web = {
      ...(ownerId === undefined ? {} : { ownerId }),
      items: [{ item: admin }],
      nickname: "web-01",
      __marker: marker(1),
    };
    const report: unknown[] = [await upAndSettled(lab, { web })];
    lab.sandbox.partner30.move(lab.keyId("web"), ownerId === undefined ? "10001" : "20001");
    report.push(await lab.refresh(), Object.keys(lab.driver.state));
    report.push(notVisible(await lab.up({ web: { ...web, nickname: "web-02" } })), owned(lab));
    lab.sandbox.partner30.move(lab.keyId("web"), owner);
    report.push(await upAndSettled(lab, { web }));
    return report;
  },

  "a wrong password": async (lab, ownerId) => {
    const web = {
      ...(ownerId === undefined ? {} : { ownerId }),
      items: [{ item: admin }],
      onGone: "forget",
      __marker: marker(1),
    };
    const report: unknown[] = [await upAndSettled(lab, { web })];
    const login = ownerId === undefined ? "20001" : "10000";
    const { password } = lab.sandbox.partner30.accounts.find(({ id }) => id === login) ?? { password: "" };
    lab.sandbox.partner30.changeAccount(login, { password: "another one" });
    for (const message of [await lab.refresh(), await lab.up({ web: { ...web, nickname: "x" } })])
      report.push(/plesk:partner30Password|its password/.test(message ?? ""));
    report.push(Object.keys(lab.driver.state));
    lab.sandbox.partner30.changeAccount(login, { password });
    report.push(await upAndSettled(lab, { web }));
    return report;
  },

  "an address that another key holds": async (lab, ownerId) => {
    const owner = ownerId === undefined ? {} : { ownerId };
    const holder = lab.sandbox.partner30.add({
      items: [admin],
      ownerId: ownerId ?? "20001",
      ipAddressBinding: "192.0.2.77",
    });
    const web = { ...owner, items: [{ item: admin }], __marker: marker(1) };
    const report: unknown[] = [await upAndSettled(lab, { web })];
    const address = "192.0.2.77";
    const taken = await lab.up({ web: { ...web, ipBinding: { address } } });
    report.push(taken?.includes(String(holder.keyId)), holds(lab, holder.keyId));
    report.push(await upAndSettled(lab, { web: { ...web, ipBinding: { address, takeOver: true } } }));
    report.push(holds(lab, holder.keyId));
    return report;
  },

  "changes that the system refuses": async (lab, ownerId) => {
    const owner = ownerId === undefined ? {} : { ownerId };
    const web = {
      ...owner,
      items: [{ item: pro }, { item: pack }],
      nickname: "web-01",
      suspended: false,
      __marker: marker(1),
    };
    const report: unknown[] = [await upAndSettled(lab, { web })];
    const unknown = await lab.up({
      web: { ...web, items: [...web.items, { item: "NO-SUCH-THING-1M" }], suspended: true },
    });
    report.push(unknown?.includes("price list"), unknown?.includes("Done all the same: suspend the key"));
    report.push(owned(lab), await upAndSettled(lab, { web }));
    const lower = await lab.up({ web: { ...web, items: [{ item: admin }, { item: pack }] } });
    report.push(lower?.includes("downgrade"), owned(lab), await upAndSettled(lab, { web }));
    return report;
  },

  "a suspended key that is changed and stays suspended": async (lab, ownerId) => {
    const owner = ownerId === undefined ? {} : { ownerId };
    const web = { ...owner, items: [{ item: admin }], suspended: true, nickname: "a", __marker: marker(1) };
    const report: unknown[] = [await upAndSettled(lab, { web })];
    report.push(await upAndSettled(lab, { web: { ...web, nickname: "b" } }));
    return report;
  },

  "items that are kept although nobody declared them": async (lab, ownerId) => {
    const owner = ownerId ?? "20001";
    const made = lab.sandbox.partner30.add({
      ownerId: owner,
      items: [
        { item: "360-MON-1M", externalId: "17" },
        { item: servers, quantity: 4, externalId: "18" },
        { item: "Virtuozzo storage", unmatched: true, externalId: "19" },
      ],
      nickname: "made by hand",
    });
    const adopt = { keyId: String(made.keyId) };
    const kept = { items: [{ item: "360-MON-1M" }], unlistedItems: "keep", adopt };
    const report: unknown[] = [await upAndSettled(lab, { kept })];
    const more = { ...kept, items: [...kept.items, { item: "360-MON-SITE-1M", quantity: 2 }] };
    report.push(await upAndSettled(lab, { kept: more }));
    return report;
  },
};

/**
 * Runs, and proves that it is over: after a refresh the declaration is what is there, and running
 * again sends nothing. Returns what is owned, paid and remembered.
 */
async function upAndSettled(lab: Lab, declared: Declared): Promise<unknown> {
  const message = await lab.up(declared);
  if (message !== undefined) return { failed: message, owned: owned(lab) };
  const before = ids(lab);
  const refreshed = await lab.refresh();
  lab.changes();
  const again = await lab.up(declared);
  const sent = lab.changes();
  const differing = Object.entries(lab.driver.state).filter(
    ([name, { inputs }]) => JSON.stringify(sorted(inputs)) !== JSON.stringify(sorted(declared[name] ?? {})),
  );
  return {
    owned: owned(lab),
    // Everything below is empty or true where nothing is left to do.
    refreshed,
    again,
    sent,
    differing: differing.map(([name, { inputs }]) => ({ name, inputs })),
    sameIds: JSON.stringify(before) === JSON.stringify(ids(lab)),
    ownIds: Object.values(lab.driver.state).every(({ outputs }) =>
      lab.sandbox.partner30.keys().some(({ keyId }) => String(keyId) === keyIdOf(outputs)),
    ),
  };
}

function keyIdOf(outputs: Values): string | undefined {
  return (outputs.key as { keyId?: string } | undefined)?.keyId;
}

function ids(lab: Lab): unknown {
  return Object.entries(lab.driver.state).map(([name, { outputs }]) => [name, keyIdOf(outputs)]);
}

/** What the vendor has on record, in words of ours. */
function owned(lab: Lab): unknown {
  const keys = lab.sandbox.partner30.keys().map((key) => ({
    keyId: key.keyId,
    ownerId: key.ownerId,
    items: key.items
      .map(({ item, quantity, externalId }) => `${quantity ?? 1} ${item} ${externalId ?? "-"}`)
      .sort(),
    nickname: key.nickname ?? "",
    suspended: key.suspended,
    terminated: key.terminated,
    address: key.ipAddressBinding,
    restricted: key.restrictIPBinding,
    configuration: key.productConfigurationId,
    parent: key.parentKeyId,
  }));
  const charges = lab.sandbox.ledger
    .charges()
    .map(({ kind, item, quantity, keyId }) => `${kind} ${quantity} ${item} on ${keyId}`);
  return { keys, charges };
}

function holds(lab: Lab, keyId: number): boolean {
  return lab.sandbox.partner30.key(keyId).ipAddressBinding !== null;
}

function notVisible(message: string | undefined): boolean {
  return message?.includes("is not shown to this login") ?? false;
}

/** In one order, since a wire has its own. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.entries(value)
    .filter(([name]) => !name.startsWith("__"))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
