import { type PleskServer, type PleskXmlAssumptions, type Sandbox, startSandbox } from "../../src";
import { testAssumptions } from "../testAssumptions";
import {
  addAddOn,
  byExternalId,
  byGuid,
  byId,
  get,
  NO_PLAN,
  packet,
  PleskClient,
  plans,
  removeAddOn,
  type Result,
  SERVER_KEY,
  switchTo,
  sync,
} from "./client";

interface Scene {
  sandbox: Sandbox;
  server: PleskServer;
  client: PleskClient;
}

/** What shows the answer to one question, and what it shows for each alternative. */
interface Case<Alternative extends string> {
  observe: (scene: Scene) => Promise<unknown>;
  expected: Record<Alternative, unknown>;
}

const CODES = { "1013": "1013", "1019": "1019", "1023": "1023" };
const BUSINESS = byExternalId("business");
const DISK = "Hard disk quota";
const FLAGS = /<locked>(\w+)<\/locked><synchronized>(\w+)</;

/** The compiler asks for a case for each assumption, and for an expectation for each alternative. */
const CASES: { [Name in keyof PleskXmlAssumptions]: Case<PleskXmlAssumptions[Name]> } = {
  systemErrorStatus: {
    observe: async ({ client, server }) => {
      const wrong = await client.send(packet(SERVER_KEY), { HTTP_AUTH_PASSWD: "wrong" });
      const invalid = await client.send("<packet/>");
      const forbidden = await new PleskClient(server, "north").send(packet(SERVER_KEY));
      server.change({ refuses: 1030 });
      const other = await client.send(packet(SERVER_KEY));
      return [wrong, invalid, forbidden, other].map(({ status }) => status);
    },
    expected: { "200": [200, 200, 200, 200], telling: [401, 400, 403, 500] },
  },
  apiDisabled: {
    observe: async ({ client, server }) => {
      server.change({ api: false });
      const { status, text } = await client.send(packet(SERVER_KEY));
      return [status, /<errcode>(\d+)/.exec(text)?.[1]];
    },
    expected: { "1006": [200, "1006"], "1010": [200, "1010"], page: [403, undefined] },
  },
  keyFromElsewhere: {
    observe: async ({ client, server }) => {
      server.changeAccount("admin", { secretKeys: [{ key: "k", address: "203.0.113.5" }] });
      return (await client.systemError(packet(SERVER_KEY), { KEY: "k" })).errcode;
    },
    expected: { "11003": "11003", "1001": "1001", "1006": "1006" },
  },
  failedLogins: {
    observe: async ({ client }) => {
      for (let tries = 0; tries < 6; tries += 1) await client.send("", { HTTP_AUTH_PASSWD: "wrong" });
      return (await client.systemError(packet(SERVER_KEY))).errcode;
    },
    expected: { lock: "1012", forgiven: undefined },
  },
  packetContentType: {
    observe: async ({ client }) =>
      (await client.systemError(packet(SERVER_KEY), { "Content-Type": "application/xml" })).errcode,
    expected: { "1014": "1014", served: undefined },
  },
  errorTexts: {
    observe: async ({ client }) => [
      (await client.result(get(byId(99)))).errtext,
      (await client.systemError("<packet/>")).errtext?.slice(0, 12),
    ],
    expected: {
      english: ["Object does not exist.", "Parser error"],
      german: ["Das Objekt ist nicht vorhanden.", "Parser error"],
    },
  },
  foreignSubscription: {
    observe: async ({ server }) => (await new PleskClient(server, "north").result(get(byId(1)))).errcode,
    expected: { "1013": "1013", "1006": "1006" },
  },
  unknownPlan: {
    observe: async ({ client }) => (await client.result(switchTo(byId(1), byGuid("none")))).errcode,
    expected: CODES,
  },
  foreignPlan: {
    observe: async ({ client, server }) => {
      const { guid } = server.plan("Starter", "north");
      const { errcode } = await client.result(switchTo(byId(1), byGuid(guid)));
      return errcode ?? server.subscription(1).plan === guid;
    },
    expected: { ...CODES, "1006": "1006", accepted: true },
  },
  wrongKindOfPlan: {
    observe: async ({ client }) => (await client.result(switchTo(byId(1), byExternalId("backups")))).errcode,
    expected: CODES,
  },
  emptyPlanValue: {
    observe: async ({ client, server }) => {
      const { errcode } = await client.result(switchTo(byId(1), "<plan-guid/>"));
      return [errcode, server.subscription(1).plan === null];
    },
    expected: { "1013": ["1013", false], noPlan: [undefined, true] },
  },
  ambiguousExternalId: {
    observe: async ({ client, server }) => {
      server.addPlan({ name: "Twin", externalId: "business" });
      const { errcode } = await client.result(switchTo(byId(1), BUSINESS));
      return errcode ?? server.subscription(1).plan === server.plan("Business").guid;
    },
    expected: { oldest: true, "1023": "1023" },
  },
  afterFailure: {
    observe: async ({ client, server }) => {
      const results = await client.results(sync(byId(99)), switchTo(byId(1), NO_PLAN), get(byId(1)));
      return [results.length, server.subscription(1).plan === null];
    },
    expected: { executed: [3, true], skipped: [1, false] },
  },
  parallelChanges: {
    observe: async ({ client, sandbox }) => {
      sandbox.faults.inject({ kind: "slow", ms: 200, endpoint: "switchSubscription" });
      const first = client.result(switchTo(byId(1), BUSINESS));
      while (sandbox.ledger.requests().length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
      const [same, other] = await client.results(sync(`${byId(1)}${byId(4)}`));
      return [(await first).errcode, same?.errcode, other?.errcode];
    },
    expected: { serialized: [undefined, undefined, undefined], "1008": [undefined, "1008", undefined] },
  },
  answerVersion: {
    observe: async ({ client }) => {
      const { packet: root } = await client.send(`<packet version="1.6.3.0">${SERVER_KEY}</packet>`);
      return root?.attributes.version;
    },
    expected: { own: "1.6.9.1", requested: "1.6.3.0" },
  },
  unknownSubscription: {
    observe: async ({ client }) => [
      (await client.results(get(byId(99)))).map(shortly),
      (await client.results(switchTo(byId(99), NO_PLAN))).map(shortly),
      (await client.results(sync(byId(99)))).map(shortly),
    ],
    expected: {
      "1013": [["1013 99 -"], ["1013 99 -"], ["1013 99 -"]],
      noResult: [[], [], ["1013 99 -"]],
      okWithoutId: [["ok 99 -"], ["ok 99 -"], ["ok 99 -"]],
    },
  },
  nothingToShow: {
    observe: async ({ client, server }) => {
      const owner = (await client.results(get("<owner-login>north</owner-login>"))).map(shortly);
      for (const { id } of server.subscriptions) server.remove(id);
      return [owner, (await client.results(get(""))).map(shortly)];
    },
    expected: {
      noResult: [[], []],
      okWithoutId: [["ok north -"], ["ok - -"]],
      "1013": [["1013 north -"], ["1013 - -"]],
    },
  },
  okIds: {
    observe: async ({ client }) => [
      shortly(await client.result(sync("<name>synced.alpha.example</name>"))),
      shortly(await client.result(get("<name>synced.alpha.example</name>"))),
    ],
    expected: {
      both: ["ok synced.alpha.example 1", "ok synced.alpha.example 1"],
      filterId: ["ok synced.alpha.example -", "ok synced.alpha.example 1"],
      id: ["ok - 1", "ok synced.alpha.example 1"],
    },
  },
  errorIds: {
    observe: async ({ client, server }) => {
      server.changeSubscription(1, { refuses: 1023 });
      const found = shortly(await client.result(sync("<name>synced.alpha.example</name>")));
      return [
        found,
        shortly(await client.result(get(byId(99)))),
        shortly(await client.result(get("<name>x</name>"))),
      ];
    },
    expected: {
      filterId: ["1023 synced.alpha.example -", "1013 99 -", "1013 x -"],
      id: ["1023 - 1", "1013 - 99", "1013 - -"],
      both: ["1023 synced.alpha.example 1", "1013 99 99", "1013 x -"],
    },
  },
  resultOrder: {
    observe: async ({ client }) => [
      (await client.results(get(byId(2, 5, 1)))).map(({ id }) => id).join(),
      (await client.results(get("<owner-login>acme</owner-login>"))).map(({ id }) => id).join(),
    ],
    expected: { asAsked: ["2,5,1", "1,2,3,4,5,6"], fallingId: ["5,2,1", "6,5,4,3,2,1"] },
  },
  planlessSubscription: {
    observe: ({ client }) => client.subscriptions(byId(6)),
    expected: {
      empty: "<subscriptions/>",
      absent: "",
      noPlan:
        "<subscriptions><subscription><locked>false</locked><synchronized>true</synchronized></subscription></subscriptions>",
      emptyGuid:
        "<subscriptions><subscription><locked>false</locked><synchronized>true</synchronized><plan><plan-guid/></plan></subscription></subscriptions>",
    },
  },
  planlessFlags: {
    observe: async ({ client, sandbox }) => {
      sandbox.assumptions.pleskXml.planlessSubscription = "noPlan";
      return FLAGS.exec(await client.subscriptions(byId(6)))
        ?.slice(1)
        .join();
    },
    expected: {
      synchronized: "false,true",
      unsynchronized: "false,false",
      locked: "true,false",
      absent: undefined,
    },
  },
  lockedFlags: {
    observe: async ({ client, server }) => {
      server.unsynchronize(3);
      server.lock(1);
      const shown = [await client.subscriptions(byId(1)), await client.subscriptions(byId(3))];
      return shown.map((text) => FLAGS.exec(text)?.[2]).join();
    },
    expected: { own: "true,false", true: "true,true", false: "false,false" },
  },
  planOrder: {
    observe: async ({ client, server }) => {
      const guids = [server.plan("Starter").guid, server.plan("Backups").guid];
      server.setAddOns(1, guids.slice(1));
      const shown = await client.subscriptions(byId(1));
      const listed = [...shown.matchAll(/<plan-guid>([^<]+)/g)].map(([, guid]) => guid);
      server.changeSubscription(2, { plan: "z", addOns: ["y", "a"] });
      const second = await client.subscriptions(byId(2));
      return [
        listed.indexOf(guids[0]) === 0,
        [...second.matchAll(/<plan-guid>(\w)</g)].map(([, it]) => it).join(""),
      ];
    },
    expected: { baseFirst: [true, "zya"], addOnsFirst: [false, "yaz"], byGuid: [false, "ayz"] },
  },
  planExternalIds: {
    observe: async ({ client }) => {
      const shown = [await client.subscriptions(byId(1)), await client.subscriptions(byId(9))];
      return shown.map((text) => /<plan-external-id.*(?=<\/plan>)/.exec(text)?.[0]);
    },
    expected: {
      whenSet: ["<plan-external-id>starter</plan-external-id>", undefined],
      always: ["<plan-external-id>starter</plan-external-id>", "<plan-external-id/>"],
      never: [undefined, undefined],
    },
  },
  problems: {
    observe: async ({ client }) => [
      (await client.result(switchTo(byId(1), BUSINESS))).problems?.split("\n").length,
      (await client.result(switchTo(byId(1), byExternalId("premium")))).problems?.split("\n").length,
    ],
    expected: { changes: [4, 3], shortfalls: [undefined, 2], never: [undefined, undefined] },
  },
  problemHeadings: {
    observe: async ({ client }) => (await client.result(switchTo(byId(1), BUSINESS))).problems?.split(" ")[0],
    expected: { english: "Description", german: "Beschreibung" },
  },
  readInPacket: {
    observe: async ({ client, server }) => {
      const { guid } = server.plan("Business");
      return (await client.send(packet(switchTo(byId(1), BUSINESS), get(byId(1))))).text.includes(guid);
    },
    expected: { changed: true, before: false },
  },
  planErrorNames: {
    observe: ({ client }) => client.result(plans("<name>None</name>")),
    expected: {
      asked: { status: "error", errcode: "1013", errtext: "Object does not exist.", name: "None" },
      nothing: { status: "error", errcode: "1013", errtext: "Object does not exist." },
    },
  },
  noPlans: {
    observe: async ({ client }) =>
      (await client.results(plans("", "<owner-login>south</owner-login>", "service-plan-addon"))).map(
        shortly,
      ),
    expected: { "1013": ["1013 - -"], noResult: [], okEmpty: ["ok - -"] },
  },
  switchLocked: {
    observe: async ({ client, server }) => {
      const { errcode } = await client.result(switchTo(byId(3), byExternalId("starter")));
      const { locked, settings, plan } = server.subscription(3);
      return [errcode, plan === server.plan("Starter").guid, locked, settings[DISK]];
    },
    expected: {
      unlocks: [undefined, true, false, "1 GB"],
      keepsLock: [undefined, true, true, "1 GB"],
      keepsSettings: [undefined, true, true, "33 GB"],
      "1023": ["1023", false, true, "33 GB"],
    },
  },
  switchSamePlan: {
    observe: async ({ client, server }) => {
      const { errcode } = await client.result(switchTo(byId(4), BUSINESS));
      return [errcode, server.subscription(4).synchronized];
    },
    expected: {
      reapplies: [undefined, true],
      nothing: [undefined, false],
      "1007": ["1007", false],
      "1023": ["1023", false],
    },
  },
  afterShortfall: {
    observe: async ({ client, server }) => {
      await client.result(switchTo(byId(1), byExternalId("premium")));
      return server.subscription(1).synchronized;
    },
    expected: { unsynchronized: false, synchronized: true },
  },
  noPlanWithAddOns: {
    observe: async ({ client, server }) => {
      const { errcode } = await client.result(switchTo(byId(2), NO_PLAN));
      return [errcode, server.subscription(2).addOns.length];
    },
    expected: { dropsThem: [undefined, 0], "1023": ["1023", 2] },
  },
  noPlanLocked: {
    observe: async ({ client, server }) => {
      await client.result(switchTo(byId(3), NO_PLAN));
      return server.subscription(3).locked;
    },
    expected: { unlocks: false, keepsLock: true },
  },
  noPlanAgain: {
    observe: async ({ client }) => (await client.result(switchTo(byId(6), NO_PLAN))).errcode,
    expected: { nothing: undefined, "1023": "1023" },
  },
  syncLocked: {
    observe: async ({ client, server }) => {
      const { errcode } = await client.result(sync(byId(3)));
      const { locked, settings } = server.subscription(3);
      return [errcode, locked, settings[DISK]];
    },
    expected: {
      unlocks: [undefined, false, "20 GB"],
      keepsLock: [undefined, true, "20 GB"],
      nothing: [undefined, true, "33 GB"],
      "1023": ["1023", true, "33 GB"],
    },
  },
  syncUnsynchronized: {
    observe: async ({ client, server }) => {
      const { errcode } = await client.result(sync(byId(4)));
      return [errcode, server.subscription(4).synchronized];
    },
    expected: { retries: [undefined, true], nothing: [undefined, false], "1023": ["1023", false] },
  },
  syncSynchronized: {
    observe: async ({ client }) => (await client.result(sync(byId(1)))).errcode,
    expected: { nothing: undefined, "1023": "1023" },
  },
  syncPlanless: {
    observe: async ({ client }) => (await client.result(sync(byId(6)))).errcode,
    expected: { ...CODES, ok: undefined },
  },
  planDeleted: {
    observe: async ({ client, server }) => {
      server.removePlan("Business");
      return (await client.subscriptions(byId(2))).includes("<plan>");
    },
    expected: { planless: false, dangling: true },
  },
  addOnsOnSwitch: {
    observe: async ({ client, server }) => {
      await client.result(switchTo(byId(2), byExternalId("starter")));
      return server.subscription(2).addOns.length;
    },
    expected: { stay: 2, dropped: 0 },
  },
  addOnTwice: {
    observe: async ({ client, server }) => {
      const { errcode } = await client.result(addAddOn(byId(2), byExternalId("backups")));
      return [errcode, server.subscription(2).addOns.length];
    },
    expected: { "1007": ["1007", 2], "1023": ["1023", 2], ok: [undefined, 2] },
  },
  addOnWithoutPlan: {
    observe: async ({ client }) => (await client.result(addAddOn(byId(6), byExternalId("backups")))).errcode,
    expected: CODES,
  },
  missingAddOn: {
    observe: async ({ client }) =>
      (await client.result(removeAddOn(byId(1), byExternalId("backups")))).errcode,
    expected: { "1013": "1013", "1023": "1023", ok: undefined },
  },
  addOnLocked: {
    observe: async ({ client, server }) => {
      const { errcode } = await client.result(addAddOn(byId(3), byExternalId("backups")));
      const { locked, addOns, settings } = server.subscription(3);
      return [errcode, locked, addOns.length, settings[DISK]];
    },
    expected: {
      keepsSettings: [undefined, true, 1, "33 GB"],
      unlocks: [undefined, false, 1, "20 GB"],
      "1023": ["1023", true, 0, "33 GB"],
    },
  },
};

testAssumptions("pleskXml", CASES, async ({ observe }, assumptions) => {
  const sandbox = await startSandbox({ assumptions });
  try {
    const server = sandbox.plesk.server("alpha");
    return await observe({ sandbox, server, client: new PleskClient(server) });
  } finally {
    await sandbox.close();
  }
});

/** Status or error code, filter-id and id. */
function shortly({ status, errcode, "filter-id": filterId, id }: Result): string {
  return [errcode ?? status, filterId ?? "-", id ?? "-"].join(" ");
}
