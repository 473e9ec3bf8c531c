import { answersOf, assume, type Partner30Assumptions, type Sandbox, startSandbox } from "../src";
import { testAssumptions } from "./testAssumptions";
import { ADMIN, Client, DNSSEC, executed, HOST, MONITORING, ONE_PACK, PACK, PRO, SITES } from "./client";

interface Scene {
  sandbox: Sandbox;
  client: Client;
  reseller: Client;
  /** Moves the sandbox's clock on. */
  pass: (seconds: number) => void;
}

/** What shows the answer to one question, and what it shows for each alternative. */
interface Case<Alternative extends string> {
  observe: (scene: Scene) => Promise<unknown>;
  expected: Record<Alternative, unknown>;
}

const NOW = new Date("2026-03-01T12:00:00.000Z");
const UNMATCHED = { item: "Virtuozzo storage", unmatched: true };

/** The compiler asks for a case for each assumption, and for an expectation for each alternative. */
const CASES: { [Name in keyof Partner30Assumptions]: Case<Partner30Assumptions[Name]> } = {
  badCredentials: {
    observe: async ({ client }) => (await client.call("GET", "keys", undefined, wrongPassword)).status,
    expected: { "401": 401, "403": 403 },
  },
  badCredentialsBody: {
    observe: async ({ client }) =>
      (await client.call("GET", "keys", undefined, wrongPassword)).text.slice(0, 6),
    expected: { documented: '{"code', html: "<html>", empty: "" },
  },
  unknownKey: {
    observe: async ({ client }) => (await client.call("GET", "keys/1")).status,
    expected: { "404": 404, "400": 400, "403": 403 },
  },
  foreignKey: {
    observe: async ({ client, sandbox }) => {
      const { keyId } = sandbox.partner30.add({ items: [ADMIN], ownerId: "10001" });
      return (await client.call("GET", `keys/${keyId}`)).status;
    },
    expected: { "403": 403, "404": 404, "400": 400 },
  },
  conflict: {
    observe: async ({ client }) =>
      (await client.modify(await client.buy(), { suspended: true, ipAddressBinding: "192.0.2.1" })).status,
    expected: { "400": 400, "409": 409 },
  },
  guardMismatch: {
    observe: async ({ client }) =>
      (await client.modify(await client.buy(), { keyIdentifiers: { keyId: 1 }, nickname: "x" })).status,
    expected: { "400": 400, "404": 404, "409": 409 },
  },
  unknownConstant: {
    observe: async ({ client }) => (await client.create(["PLESK-OBSIDIAN-1M"])).status,
    expected: { "400": 400, "403": 403, "404": 404 },
  },
  refusedDowngrade: {
    observe: async ({ client }) => (await client.setItems(await client.buy([HOST]), [ADMIN])).status,
    expected: { "400": 400, "403": 403, "409": 409 },
  },
  duplicateChild: {
    observe: async ({ client }) => {
      const parentKeyIdentifiers = { keyId: await client.buy() };
      await client.buy([DNSSEC], { parentKeyIdentifiers });
      return (await client.create([DNSSEC], { parentKeyIdentifiers })).status;
    },
    expected: { "400": 400, "409": 409 },
  },
  purchasedTermination: {
    observe: async ({ client, sandbox }) => {
      const { keyId } = sandbox.partner30.add({ items: [ADMIN], type: "purchased" });
      return (await client.call("DELETE", `keys/${keyId}`)).status;
    },
    expected: { "400": 400, "403": 403, "409": 409 },
  },
  wrongContentType: {
    observe: async ({ client }) =>
      (await client.call("POST", "keys", { items: [] }, { headers: { "Content-Type": "text/plain" } }))
        .status,
    expected: { "415": 415, "400": 400 },
  },
  errorTypes: {
    observe: async ({ client }) => {
      const unknown = await client.call("GET", "keys/1");
      const malformed = await client.call("POST", "keys", {});
      return errorType(unknown.json) === errorType(malformed.json);
    },
    expected: { distinct: false, same: true },
  },
  requestHeaders: {
    observe: async ({ client }) => [
      (await client.call("GET", "keys")).status,
      (await client.call("GET", "keys", undefined, { headers: documentedHeaders })).status,
    ],
    expected: { lenient: [200, 200], enforced: [406, 200] },
  },
  unknownParameter: {
    observe: async ({ client }) => (await client.call("GET", "keys?owner=1")).status,
    expected: { refused: 400, ignored: 200 },
  },
  concurrentChanges: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy();
      sandbox.faults.inject({ kind: "slow", ms: 200, endpoint: "modifyKey" });
      const first = client.modify(keyId, { nickname: "first" });
      await arrived(sandbox, 2);
      const second = await client.modify(keyId, { nickname: "second" });
      return [(await first).status, second.status];
    },
    expected: { serialized: [200, 200], refused: [200, 409] },
  },
  readTerminated: {
    observe: async ({ client }) => (await client.call("GET", `keys/${await terminated(client)}`)).status,
    expected: { "200": 200, "400": 400, "404": 404 },
  },
  listTerminated: {
    observe: async ({ client }) => {
      await terminated(client);
      return [(await client.list()).length, (await client.list("?status=terminated")).length];
    },
    expected: { included: [1, 1], filterOnly: [0, 1] },
  },
  nicknameFilter: {
    observe: async ({ client }) => {
      for (const nickname of ["web", "web-01", "my web"]) await client.buy([ADMIN], { nickname });
      return (await client.list("?nickname=web")).length;
    },
    expected: { exact: 1, prefix: 2, substring: 3 },
  },
  nicknameFilterCase: {
    observe: async ({ client }) => {
      await client.buy([ADMIN], { nickname: "Web" });
      return (await client.list("?nickname=web")).length;
    },
    expected: { sensitive: 0, insensitive: 1 },
  },
  filterCombination: {
    observe: async ({ client }) => {
      await client.buy([ADMIN], { nickname: "a" });
      await client.modify(await client.buy([ADMIN], { nickname: "b" }), { suspended: true });
      return (await client.list("?nickname=a&status=suspended")).length;
    },
    expected: { and: 0, or: 2 },
  },
  listOrder: {
    observe: async ({ client }) => {
      const bought = [await client.buy(), await client.buy()];
      return (await client.list()).map((keyId) => bought.indexOf(keyId));
    },
    expected: { oldestFirst: [0, 1], newestFirst: [1, 0] },
  },
  listLimit: {
    observe: async ({ client, sandbox }) => {
      for (let n = 0; n < 101; n += 1) sandbox.partner30.add({ items: [ADMIN] });
      return (await client.list()).length;
    },
    expected: { none: 101, "100": 100 },
  },
  resellerList: {
    observe: async ({ reseller }) => {
      const keyId = await reseller.buy([ADMIN], { ownerId: "10001" });
      return [(await reseller.list()).length, (await reseller.call("GET", `keys/${keyId}`)).status];
    },
    expected: { customersKeys: [1, 200], nothing: [0, 200] },
  },
  consistency: {
    observe: async ({ client }) => {
      const keyId = await client.buy();
      const lists = [];
      for (let n = 0; n < 3; n += 1) lists.push((await client.list()).length);
      await client.modify(keyId, { nickname: "new" });
      return [lists, (await client.read(keyId)).nickname, (await client.read(keyId)).nickname];
    },
    expected: {
      immediate: [[1, 1, 1], "new", "new"],
      listLags: [[0, 0, 1], "new", "new"],
      readLags: [[1, 1, 1], "", "new"],
    },
  },
  newKeyListed: {
    observe: async ({ client, pass }) => {
      const lengths = [];
      await client.buy();
      for (const seconds of [0, 3, 30]) {
        pass(seconds);
        lengths.push((await client.list()).length);
      }
      return lengths;
    },
    expected: { "0": [1, 1, 1], "2": [0, 1, 1], "30": [0, 0, 1] },
  },
  newKeyReadable: {
    observe: async ({ client, pass }) => {
      const statuses = [];
      const keyId = await client.buy();
      for (const seconds of [0, 3, 30]) {
        pass(seconds);
        statuses.push((await client.call("GET", `keys/${keyId}`)).status);
      }
      return [statuses, (await client.list()).length];
    },
    expected: { "0": [[200, 200, 200], 1], "2": [[404, 200, 200], 1], "30": [[404, 404, 200], 1] },
  },
  changeShown: {
    observe: async ({ client, pass }) => {
      const names = [];
      const keyId = await client.buy();
      await client.modify(keyId, { nickname: "one" });
      pass(1);
      await client.modify(keyId, { nickname: "two" });
      for (const seconds of [0, 1.5, 1, 30]) {
        pass(seconds);
        names.push((await client.read(keyId)).nickname);
      }
      return names;
    },
    expected: {
      "0": ["two", "two", "two", "two"],
      "2": ["", "one", "two", "two"],
      "30": ["", "", "", "two"],
    },
  },
  remainingActivations: {
    observe: async ({ client }) => {
      const path = `keys/${await client.buy()}/remaining-activations`;
      await client.call("POST", `${path}?remaining-activations=0`);
      const first = await client.call("GET", path);
      const second = await client.call("GET", path);
      return [first.json, second.json].map(
        (json) => (json as { remainingActivations: number }[])[0]?.remainingActivations,
      );
    },
    expected: { immediate: [0, 0], delayed: [10, 0] },
  },
  compression: {
    observe: async ({ client }) => {
      const { headers, json } = await client.call("GET", "keys", undefined, { headers: documentedHeaders });
      return [headers.get("content-encoding"), json];
    },
    expected: { none: [null, []], gzip: ["gzip", []] },
  },
  echo: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy([ADMIN], { nickname: "same" });
      const { status } = await client.modify(keyId, { suspended: false, items: [{ item: ADMIN }] });
      await client.modify(keyId, { nickname: "same" });
      return [status, executed(sandbox)];
    },
    expected: { noOperation: [200, []], countsAsOperation: [400, ["nickname"]] },
  },
  emptyModify: {
    observe: async ({ client }) => (await client.modify(await client.buy(), {})).status,
    expected: { noOperation: 200, refused: 400 },
  },
  ownerOnModify: {
    observe: async ({ reseller, sandbox }) => {
      const keyId = await reseller.buy([ADMIN], { ownerId: "10001" });
      const without = await reseller.modify(keyId, { nickname: "a" });
      const named = await reseller.modify(keyId, {
        nickname: "b",
        ipAddressBinding: "192.0.2.1",
        ownerId: "10001",
      });
      return [without.status, named.status, executed(sandbox)];
    },
    expected: { optional: [200, 200, ["bindIp", "nickname"]], required: [400, 200, ["bindIp", "nickname"]] },
  },
  ownerIdNumber: {
    observe: async ({ client }) => (await client.create([ADMIN], { ownerId: 20001 })).status,
    expected: { refused: 400, accepted: 201 },
  },
  customerMove: {
    observe: async ({ client }) => {
      const keyId = await client.buy();
      const move = await client.modify(keyId, { ownerId: "10001" });
      return [move.status, (await client.call("GET", `keys/${keyId}`)).status];
    },
    expected: { refused: [403, 200], allowed: [200, 403] },
  },
  ownerMoveChildren: {
    observe: async ({ reseller, sandbox }) => {
      const parent = await reseller.buy([ADMIN], { ownerId: "10001" });
      const child = await reseller.buy([DNSSEC], {
        ownerId: "10001",
        parentKeyIdentifiers: { keyId: parent },
      });
      await reseller.modify(parent, { ownerId: "10002" });
      return sandbox.partner30.key(child).ownerId;
    },
    expected: { stay: "10001", follow: "10002" },
  },
  suspendedOwner: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy();
      sandbox.partner30.changeAccount("20001", { suspended: true });
      return [(await client.modify(keyId, { nickname: "x" })).status, (await client.create([ADMIN])).status];
    },
    expected: { refused: [400, 400], accepted: [200, 201] },
  },
  suspendedKey: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy();
      sandbox.partner30.suspend(keyId);
      const change = await client.modify(keyId, { nickname: "x" });
      return [change.status, (await client.modify(keyId, { suspended: false })).status];
    },
    expected: { accepted: [200, 200], refused: [400, 200] },
  },
  expiredKey: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy();
      sandbox.partner30.change(keyId, { autoRenew: false, expirationDate: "2020-01-01T00:00:00.000Z" });
      return (await client.modify(keyId, { nickname: "x" })).status;
    },
    expected: { accepted: 200, refused: 400 },
  },
  atomicity: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy();
      const answer = await client.modify(keyId, { items: [{ item: PRO }], productConfigurationId: 99 });
      const { items } = sandbox.partner30.key(keyId);
      return [answer.status, items[0]?.item, executed(sandbox), sandbox.ledger.charges().length];
    },
    expected: { earlierStand: [400, PRO, ["upgrade"], 2], rolledBack: [400, ADMIN, [], 1] },
  },
  booleanStrings: {
    observe: async ({ client }) => (await client.modify(await client.buy(), { suspended: "true" })).status,
    expected: { accepted: 200, refused: 400 },
  },
  readOnlyMembers: {
    observe: async ({ client }) => (await client.modify(await client.buy(), { status: "active" })).status,
    expected: { ignored: 200, refused: 400 },
  },
  createOtherMembers: {
    observe: async ({ client, sandbox }) => {
      const { status } = await client.create([ADMIN], { suspended: true });
      return [status, sandbox.partner30.keys()[0]?.suspended];
    },
    expected: { honoured: [201, true], ignored: [201, false], refused: [400, undefined] },
  },
  autoRenewDefault: {
    observe: async ({ client }) => (await client.read(await client.buy())).autoRenew,
    expected: { true: true, false: false },
  },
  terminateByModify: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy();
      const { status } = await client.modify(keyId, { terminated: true });
      return [status, sandbox.partner30.key(keyId).terminated];
    },
    expected: { terminates: [200, true], refused: [400, false] },
  },
  secondDelete: {
    observe: async ({ client }) => (await client.call("DELETE", `keys/${await terminated(client)}`)).status,
    expected: { "400": 400, "200": 200 },
  },
  parentTerminated: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy();
      const child = await client.buy([DNSSEC], { parentKeyIdentifiers: { keyId } });
      await client.call("DELETE", `keys/${keyId}`);
      const { parentKeyId, terminated: ended } = sandbox.partner30.key(child);
      return [parentKeyId === keyId, ended];
    },
    expected: { remains: [true, false], becomesNull: [false, false] },
  },
  ipTaken: {
    observe: async ({ client, sandbox }) => {
      const first = await client.buy([ADMIN], { ipAddressBinding: "192.0.2.1" });
      const { status } = await client.modify(await client.buy(), { ipAddressBinding: "192.0.2.1" });
      return [status, sandbox.partner30.key(first).ipAddressBinding];
    },
    expected: { takeOver: [200, null], "400": [400, "192.0.2.1"], "409": [409, "192.0.2.1"] },
  },
  restrictClass: {
    observe: async ({ client }) =>
      (await client.modify(await client.buy(), { suspended: true, restrictIPBinding: true })).status,
    expected: { ip: 400, free: 200 },
  },
  restrictUnbound: {
    observe: async ({ client }) =>
      (await client.modify(await client.buy(), { restrictIPBinding: true })).status,
    expected: { accepted: 200, refused: 400 },
  },
  nicknameNull: {
    observe: async (scene) => changedNickname(scene, null),
    expected: { clears: [200, null], ignored: [200, "old"], refused: [400, "old"] },
  },
  nicknameEmpty: {
    observe: async (scene) => changedNickname(scene, ""),
    expected: { clears: [200, null], ignored: [200, "old"], refused: [400, "old"] },
  },
  nicknameLimit: {
    observe: async (scene) => [
      (await changedNickname(scene, "x".repeat(65))).map((it) => (typeof it === "string" ? it.length : it)),
      (await changedNickname(scene, "x".repeat(256)))[0],
    ],
    expected: { refusedOver255: [[200, 65], 400], refusedOver64: [[400, 3], 400], cutAt64: [[200, 64], 200] },
  },
  productConfigurationNull: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy([ADMIN], { productConfigurationId: 2 });
      const { status } = await client.modify(keyId, { productConfigurationId: null });
      return [status, sandbox.partner30.key(keyId).productConfigurationId];
    },
    expected: { default: [200, 1], ignored: [200, 2], refused: [400, 2] },
  },
  activationNull: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy([ADMIN], { activationInfo: { uid: "U-1" } });
      const { status } = await client.modify(keyId, { activationInfo: null });
      return [status, sandbox.partner30.key(keyId).uid];
    },
    expected: { ignored: [200, "U-1"], deactivates: [200, null], refused: [400, "U-1"] },
  },
  activationEmpty: {
    observe: async ({ client }) => (await client.modify(await client.buy(), { activationInfo: {} })).status,
    expected: { refused: 400, ignored: 200 },
  },
  provisioningOnModify: {
    observe: async ({ client }) =>
      (await client.modify(await client.buy(), { provisioningPayload: { zoneId: "z", locale: "en-US" } }))
        .status,
    expected: { refused: 400, ignored: 200 },
  },
  renew: {
    observe: async ({ client }) => {
      const keyId = await client.buy();
      await client.call("GET", `keys/${keyId}/renew`);
      return (await client.read(keyId)).expirationDate;
    },
    expected: { datesMove: "2026-05-01T12:00:00.000Z", datesStay: "2026-04-01T12:00:00.000Z" },
  },
  wrongSusState: {
    observe: async ({ client, sandbox }) => {
      const { keyId } = sandbox.partner30.add({
        items: [ADMIN],
        susExpirationDate: "2030-01-01T00:00:00.000Z",
      });
      return (await client.call("POST", `keys/${keyId}/reinstate-sus`)).status;
    },
    expected: { refused: 400, accepted: 200 },
  },
  convertExternalId: {
    observe: async ({ client, sandbox }) => {
      const { keyId } = sandbox.partner30.add({
        items: [{ item: "Plesk 11 for 10 domains", externalId: "7", unmatched: true }],
      });
      await client.call("POST", `keys/${keyId}/convert-to-edition?edition=web-host`);
      return sandbox.partner30.key(keyId).items[0]?.externalId;
    },
    expected: { null: null, kept: "7" },
  },
  itemsNull: {
    observe: async ({ client }) => (await client.modify(await client.buy(), { items: null })).status,
    expected: { refused: 400, ignored: 200 },
  },
  itemsEmpty: {
    observe: async ({ client }) => (await client.modify(await client.buy(), { items: [] })).status,
    expected: { refused: 400, ignored: 200 },
  },
  sameConstantTwice: {
    observe: async ({ client, sandbox }) => {
      const { status } = await client.create([
        MONITORING,
        { item: SITES, quantity: 2 },
        { item: SITES, quantity: 3 },
      ]);
      return [status, sandbox.partner30.keys()[0]?.items[1]?.quantity];
    },
    expected: { refused: [400, undefined], merged: [201, 5] },
  },
  unmatchedMissing: {
    observe: async ({ client, sandbox }) => {
      const { keyId } = sandbox.partner30.add({ items: [ADMIN, UNMATCHED] });
      const { status } = await client.setItems(keyId, [ADMIN, PACK]);
      return [status, sandbox.partner30.key(keyId).items.map(({ item }) => item)];
    },
    expected: {
      refused: [400, [ADMIN, UNMATCHED.item]],
      wiped: [200, [ADMIN, PACK]],
      kept: [200, [ADMIN, PACK, UNMATCHED.item]],
    },
  },
  externalIdChange: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy([{ item: ADMIN, externalId: "1" }]);
      await client.setItems(keyId, [{ item: ADMIN, externalId: "2" }]);
      const alone = executed(sandbox);
      const beside = await client.modify(keyId, {
        items: [{ item: ADMIN, externalId: "3" }],
        suspended: true,
      });
      return [alone, beside.status];
    },
    expected: { rebuildItems: [["rebuildItems"], 200], upgrade: [["upgrade"], 400] },
  },
  externalIdOmitted: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy([{ item: ADMIN, externalId: "1" }]);
      await client.setItems(keyId, [ADMIN, PACK]);
      return sandbox.partner30.key(keyId).items[0]?.externalId;
    },
    expected: { kept: "1", cleared: null },
  },
  quantityOmitted: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy([MONITORING, { item: SITES, quantity: 5 }]);
      await client.setItems(keyId, [MONITORING, SITES]);
      return sandbox.partner30.key(keyId).items[1]?.quantity;
    },
    expected: { one: null, kept: 5 },
  },
  quantityZero: {
    observe: async ({ client, sandbox }) => {
      const { status } = await client.create([MONITORING, { item: SITES, quantity: 0 }]);
      return [status, sandbox.partner30.keys()[0]?.items.length];
    },
    expected: { dropped: [201, 1], kept: [201, 2], refused: [400, undefined] },
  },
  quantityOnUncountable: {
    observe: async ({ client }) => (await client.create([{ item: ADMIN, quantity: 1 }])).status,
    expected: { refused: 400, ignored: 201 },
  },
  downgrade: {
    observe: async ({ client }) => (await client.setItems(await client.buy([HOST]), [ADMIN])).status,
    expected: { refused: 400, allowed: 200 },
  },
  featureRemoval: {
    observe: async ({ client }) => (await client.setItems(await client.buy([ADMIN, PACK]), [ADMIN])).status,
    expected: { allowed: 200, refused: 400 },
  },
  quantityLowered: {
    observe: async ({ client }) => {
      const keyId = await client.buy([MONITORING, { item: SITES, quantity: 5 }]);
      return (await client.setItems(keyId, [MONITORING, { item: SITES, quantity: 2 }])).status;
    },
    expected: { allowed: 200, refused: 400 },
  },
  periodChange: {
    observe: async ({ client }) =>
      (await client.setItems(await client.buy(), ["PLESK-12-WEB-ADMIN-1Y"])).status,
    expected: { refused: 400, upgrade: 200 },
  },
  familyChange: {
    observe: async ({ client }) =>
      (await client.setItems(await client.buy(), ["PLESK-12-VPS-WEB-PRO-1M"])).status,
    expected: { refused: 400, upgrade: 200 },
  },
  location: {
    observe: async ({ client }) => (await client.create([ADMIN])).headers.get("location")?.startsWith("http"),
    expected: { absolute: true, relative: false },
  },
  modifyAnswer: {
    observe: async ({ client, sandbox }) => {
      const keyId = await client.buy([ADMIN], { nickname: "old" });
      const { status, json } = await client.call("PUT", `keys/${keyId}?return-key-state=yes`, {
        nickname: "new",
      });
      const told = (json as { nickname: string } | null)?.nickname;
      return [status, told, sandbox.partner30.key(keyId).nickname];
    },
    expected: {
      after: [200, "new", "new"],
      before: [200, "old", "new"],
      empty: [200, undefined, "new"],
    },
  },
  deleteAnswer: {
    observe: async ({ client }) => {
      const { json } = await client.call("DELETE", `keys/${await client.buy()}?return-key-state=yes`);
      return (json as { terminated: boolean } | null)?.terminated;
    },
    expected: { after: true, before: false, empty: undefined },
  },
  itemOrder: {
    observe: async (scene) => (await readItems(scene, [PACK, ADMIN, ONE_PACK])).map(({ item }) => item),
    expected: {
      asSent: [PACK, ADMIN, ONE_PACK],
      reversed: [ONE_PACK, ADMIN, PACK],
      sorted: [ONE_PACK, PACK, ADMIN],
    },
  },
  quantityReturned: {
    observe: async (scene) =>
      (await readItems(scene, [MONITORING, { item: SITES, quantity: 3 }])).map(({ quantity }) => quantity),
    expected: {
      returned: [undefined, 3],
      always: [1, 3],
      null: [null, 3],
      absent: [undefined, undefined],
    },
  },
  externalIdSpelling: {
    observe: async (scene) =>
      (
        await readItems(scene, [
          { item: ADMIN, externalId: "98765" },
          { item: PACK, externalId: "007" },
        ])
      ).map(({ externalId }) => externalId),
    expected: { string: ["98765", "007"], number: [98765, "007"] },
  },
  externalIdUnset: {
    observe: async (scene) => (await readItems(scene, [ADMIN]))[0]?.externalId,
    expected: { null: null, absent: undefined },
  },
  nicknameUnset: {
    observe: async ({ client }) => (await client.read(await client.buy())).nickname,
    expected: { emptyString: "", null: null, absent: undefined },
  },
  activationUnset: {
    observe: async ({ client }) => (await client.read(await client.buy())).activationInfo,
    expected: { object: { uid: "", activated: false }, null: null, absent: undefined },
  },
  activationLink: {
    observe: async ({ client }) => {
      const keys = [await client.read(await client.buy()), await client.read(await client.buy([MONITORING]))];
      return keys.map(({ keyIdentifiers }) => "activationLink" in (keyIdentifiers as object));
    },
    expected: { cloudOnly: [false, true], always: [true, true], never: [false, false] },
  },
  optionalMembers: {
    observe: async ({ client }) => {
      const key = await client.read(await client.buy());
      return ["ipAddressBinding", "supportStatus", "parentKeyIdentifiers"].map((name) => key[name]);
    },
    expected: { null: [null, null, null], absent: [undefined, undefined, null] },
  },
  statusValues: {
    observe: async ({ client }) => (await client.read(await client.buy())).status,
    expected: { lower: "active", upper: "ACTIVE", other: "RUNNING" },
  },
  susOfLease: {
    observe: async ({ client }) => (await client.read(await client.buy())).susStatus,
    expected: { ACTIVE: "ACTIVE", NOT_APPLICABLE: "NOT_APPLICABLE", null: null },
  },
  childrenEmpty: {
    observe: async ({ client }) => (await client.read(await client.buy())).childKeyIdentifiers,
    expected: { empty: [], absent: undefined },
  },
  dates: {
    observe: async ({ client }) => (await client.read(await client.buy())).creationDate,
    expected: {
      milliseconds: "2026-03-01T12:00:00.000Z",
      seconds: "2026-03-01T12:00:00Z",
      offset: "2026-03-01T12:00:00.000+00:00",
    },
  },
  additionalMembers: {
    observe: async ({ client }) => "billingType" in (await client.read(await client.buy())),
    expected: { none: false, some: true },
  },
};

const wrongPassword = { headers: { Authorization: `Basic ${btoa("demo-customer:wrong")}` } };
const documentedHeaders = {
  Accept: "application/json",
  "Accept-Charset": "UTF-8",
  "Accept-Encoding": "gzip",
};

testAssumptions("partner30", CASES, async ({ observe }, assumptions) => {
  let now = NOW.getTime();
  const sandbox = await startSandbox({ assumptions, now: () => new Date(now) });
  try {
    return await observe({
      sandbox,
      pass: (seconds) => void (now += seconds * 1000),
      client: new Client(sandbox),
      reseller: new Client(sandbox, "demo-reseller"),
    });
  } finally {
    await sandbox.close();
  }
});

describe("choosing assumptions", () => {
  test("throws for an assumption that does not exist", () => {
    expect(() => {
      assume(answersOf(), "unknwonKey", "404");
    }).toThrow('No assumption is called "unknwonKey".');
  });

  test("throws for an alternative that does not exist, and names those that do", () => {
    expect(() => {
      assume(answersOf(), "unknownKey", "500");
    }).toThrow('"500" is no alternative of partner30.unknownKey; there are: 400, 403, 404.');
  });

  test("changes an answer while the sandbox runs, and takes it back with reset", async () => {
    const sandbox = await startSandbox();
    const client = new Client(sandbox);
    sandbox.assumptions.partner30.unknownKey = "400";
    expect((await client.call("GET", "keys/1")).status).toBe(400);
    sandbox.reset();
    expect((await client.call("GET", "keys/1")).status).toBe(404);
    await sandbox.close();
  });
});

async function terminated(client: Client): Promise<number> {
  const keyId = await client.buy();
  await client.call("DELETE", `keys/${keyId}`);
  return keyId;
}

async function changedNickname({ client, sandbox }: Scene, nickname: string | null): Promise<unknown[]> {
  const keyId = await client.buy([ADMIN], { nickname: "old" });
  const { status } = await client.modify(keyId, { nickname });
  return [status, sandbox.partner30.key(keyId).nickname];
}

async function readItems(
  { client }: Scene,
  items: Parameters<Client["buy"]>[0],
): Promise<Record<string, unknown>[]> {
  return (await client.read(await client.buy(items))).items as Record<string, unknown>[];
}

async function arrived(sandbox: Sandbox, requests: number): Promise<void> {
  while (sandbox.ledger.requests().length < requests) await new Promise((resolve) => setTimeout(resolve, 5));
}

function errorType(json: unknown): string | undefined {
  return (json as { type: string } | null)?.type;
}
