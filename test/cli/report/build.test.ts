import { asMarkdown } from "../../../cli/report/markdown";
import { report as schema } from "../../../cli/report/schema";
import { asText } from "../../../cli/report/text";
import { planned, refreshed, reportOf, said, urnOf, type Held } from "./events";

const urn = urnOf("web");
const web: Held = { inputs: { nickname: "web" }, outputs: { key: { terminated: false } } };
const byHand: Held = { ...web, inputs: { nickname: "by hand" } };
const withFacts = (facts: Record<string, unknown>): Held => ({ ...web, outputs: facts });
const update = (old: Held, declared = web): ReturnType<typeof planned> =>
  planned(urn, "update", old, declared);

describe("the class of a resource", () => {
  const same = planned(urn, "same", web, web);
  const terminated = withFacts({ key: { terminated: true } });
  const hidden = withFacts({ __plesk: { notVisible: true } });
  const ordered = withFacts({ upgrade: { status: "outcome-unknown" } });
  const pending: Held = { ...web, id: "pending:abc" };

  it.each([
    ["clean", "none", [...refreshed(urn, web, web), ...same], 0],
    [
      "clean",
      "none",
      [...refreshed(urn, web, withFacts({ key: { terminated: false, revision: "2" } })), ...same],
      0,
    ],
    ["changed", "update", [...refreshed(urn, web, byHand), ...update(byHand)], 7],
    ["changed", "update", [...refreshed(urn, web, withFacts({ locked: true })), ...update(web)], 7],
    ["unapplied", "update", [...refreshed(urn, byHand, byHand), ...update(byHand)], 7],
    ["gone", "create", [...refreshed(urn, web, null), ...planned(urn, "create", undefined, web)], 7],
    ["gone", "none", refreshed(urn, web, null), 7],
    ["terminated", "update", [...refreshed(urn, web, terminated), ...update(terminated)], 7],
    ["not-visible", "update", [...refreshed(urn, web, hidden), ...update(hidden)], 7],
    ["pending", "update", [...refreshed(urn, pending, pending), ...update(pending)], 7],
    ["pending", "update", [...refreshed(urn, web, ordered), ...update(ordered)], 7],
    ["new", "create", planned(urn, "create", undefined, web), 7],
    [
      "undeclared",
      "retain",
      [...refreshed(urn, web, web), ...planned(urn, "delete", { ...web, retainOnDelete: true })],
      7,
    ],
    [
      "undeclared",
      "retain",
      [...refreshed(urn, web, byHand), ...planned(urn, "delete", { ...web, retainOnDelete: true })],
      7,
    ],
  ])("%s, and up would %s", async (kind, action, events, exitCode) => {
    const { report } = await reportOf([events]);
    expect(report.resources).toMatchObject([{ class: kind, action }]);
    expect(report).toMatchObject({ exitCode, counts: { [kind]: 1 } });
    expect(schema.parse(report)).toEqual(report);
  });

  it("is nothing for what a program only looks up, and for other providers, whose changes are counted", async () => {
    const looked = planned(urn, "read", undefined, web);
    const other = "urn:pulumi:dev::shop::random:index:Pet::pet";
    const engine = "urn:pulumi:dev::shop::pulumi:providers:pulumi-nodejs::default";
    const { report } = await reportOf([
      [...looked, ...planned(other, "create"), ...planned(engine, "update"), ...planned(other, "same")],
    ]);
    expect(report).toMatchObject({ resources: [], otherChanges: 1, exitCode: 0 });
  });
});

describe("values", () => {
  it("are those that the program declares otherwise, and what it does not declare only where nothing else differs", async () => {
    const live = {
      inputs: { nickname: "by hand" },
      outputs: { key: { updateDate: "2026-01-01T00:00:00Z" } },
    };
    const { report } = await reportOf([[...refreshed(urn, web, live), ...update(live)]]);
    expect(report.resources[0]?.values).toEqual([{ path: "nickname", declared: "web", live: "by hand" }]);
  });

  it("leave out dates, which move by themselves", async () => {
    const now = withFacts({ locked: true, key: { terminated: false, updateDate: "2026-01-01T00:00:00Z" } });
    const { report } = await reportOf([[...refreshed(urn, web, now), ...update(web)]]);
    expect(report.resources[0]?.values).toEqual([{ path: "locked", live: true }]);
  });

  it("name a secret that differs, and do not show it", async () => {
    const held = (): Held => ({
      inputs: {
        nickname: {
          "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
          ciphertext: "[secret]",
        },
      },
    });
    const { report } = await reportOf([
      [
        ...refreshed(urn, held(), held(), ["nickname"]),
        ...planned(urn, "update", held(), held(), ["nickname"]),
      ],
    ]);
    expect(report.resources[0]?.values).toEqual([
      { path: "nickname", declared: "[secret]", live: "[secret]" },
    ]);
    expect(report.resources[0]?.class).toBe("changed");
  });
});

describe("what up sends", () => {
  const sends = async (text: string, op = "update"): Promise<unknown> => {
    const { report } = await reportOf([[...planned(urn, op, byHand, web), ...said("info", text, urn)]]);
    return { sends: report.resources[0]?.sends, marks: report.resources[0]?.marks };
  };

  it.each([
    ["nothing", "plan: nothing to send", [], {}],
    ["one request", "plan: 1 request: resume; add A [buys]", ["resume; add A [buys]"], { buys: 1 }],
    [
      "two",
      "plan: 2 requests: resume | remove A [removes] [irreversible]",
      ["resume", "remove A [removes] [irreversible]"],
      { removes: 1, irreversible: 1 },
    ],
    ["a nickname like a plan", 'plan: 1 request: call it "a | b [buys]"', ['call it "a | b [buys]"'], {}],
  ])("%s", async (_, text, requests, marks) => {
    expect(await sends(text)).toEqual({ sends: requests, marks });
  });

  it("is nothing for a step that only waits, which is remarked", async () => {
    const text =
      "plan: nothing to send: wait until the Plesk key has powerpack = true; it is ordered already";
    const { report } = await reportOf([[...planned(urn, "update", byHand, web), ...said("info", text, urn)]]);
    expect(report.resources).toMatchObject([
      { sends: [], remarks: ["wait until the Plesk key has powerpack = true; it is ordered already"] },
    ]);
    expect(asText(report)).toContain("pulumi up would send nothing.");
  });

  it("is told of a deletion by the provider's own sentence, and of a retained one that it stays and is billed", async () => {
    const key = {
      keyId: "1",
      ownerId: "2",
      unmatchedItems: [],
      nickname: "",
      suspended: false,
      terminated: false,
      childKeyIds: [],
    };
    const outputs = { key, __plesk: { origin: "https://one.example/" } };
    const held: Held = { inputs: { items: [], onDelete: "terminate" }, outputs };
    const deleted = await reportOf([planned(urn, "delete", held)], { command: "plan", refresh: false });
    expect(deleted.report.resources).toMatchObject([
      { action: "delete", sends: ["terminate the key [removes] [irreversible]"], remarks: [] },
    ]);
    const retained = await reportOf([planned(urn, "delete", { ...held, retainOnDelete: true })]);
    expect(retained.report.resources).toMatchObject([
      {
        action: "retain",
        sends: [],
        remarks: ["nothing is sent: it stays as it is, and what is billed for it stays billed"],
      },
    ]);
  });

  it("is about destroy where that is asked: what has no onDelete stays, whichever door has made it", async () => {
    const native = urn.replace("pulumi-nodejs:dynamic/plesk:LicenseKey", "plesk:index:LicenseKey");
    const suspends: Held = { ...web, outputs: { ...web.outputs, onDelete: "suspend" } };
    const { report } = await reportOf(
      [[...planned(urn, "delete", { ...web, retainOnDelete: true }), ...planned(native, "delete", web)]],
      { command: "plan", refresh: false, destroy: true },
    );
    expect(report).toMatchObject({ destroy: true, exitCode: 7 });
    expect(report.resources.map(({ action }) => action)).toEqual(["retain", "retain"]);
    expect(asText(report)).toContain("Plesk plan of destroying stack dev of shop: 2 undeclared");
    expect(asText(report)).toContain("destroy: leaves it as it is");
    expect(asText(report)).toContain("2 of 2 stay as they are, and stay billed");
    const asked = await reportOf([planned(native, "delete", suspends)], { command: "plan", destroy: true });
    expect(asked.report.resources).toMatchObject([{ action: "delete" }]);
  });

  it("says of a pending purchase that leaves the program that nobody looks for it any more", async () => {
    const pending: Held = { ...web, id: "pending:abc", retainOnDelete: true };
    const { report } = await reportOf([planned(urn, "delete", pending)], { command: "plan", refresh: false });
    expect(report.resources).toMatchObject([
      { class: "pending", remarks: [expect.any(String), expect.stringContaining("got no answer")] },
    ]);
  });

  it.each<[string, Held, Held, boolean]>([
    ["declared alike", web, web, true],
    [
      "with the same nickname",
      { inputs: { nickname: "web", a: 1 } },
      { inputs: { nickname: "web", a: 2 } },
      true,
    ],
    ["another one", web, byHand, false],
  ])("hints at a rename where one leaves and one comes, %s", async (_, old, declared, isHinted) => {
    const other = urnOf("web-61");
    const { report } = await reportOf([
      [
        ...planned(urn, "delete", { ...old, retainOnDelete: true }),
        ...planned(other, "create", undefined, declared),
      ],
    ]);
    const remarks = report.resources.find((each) => each.urn === other)?.remarks.join() ?? "";
    expect(remarks.includes('aliases: [{ name: "web" }]')).toBe(isHinted);
  });

  it("says of a replacement what becomes of the old one", async () => {
    const { report } = await reportOf([
      [
        ...planned(urn, "delete-replaced", { ...web, retainOnDelete: true }),
        ...planned(urn, "replace", { ...web, retainOnDelete: true }, byHand),
        ...said("info", "plan: 1 request: buy a key with A [buys]", urn),
      ],
    ]);
    expect(report.resources).toMatchObject([
      {
        action: "replace",
        sends: ["buy a key with A [buys]"],
        remarks: [expect.stringContaining("is not deleted")],
      },
    ]);
  });
});

describe("what cannot be read", () => {
  const lost = urnOf("lost");
  const failing = [
    ...refreshed(lost, web, undefined),
    ...said("error", "Preview failed: Plesk server b could not be reached", lost),
  ];
  const fine = [...refreshed(urn, web, byHand), ...update(byHand)];

  it("is left out of the next preview, and the others are reported", async () => {
    const third = urnOf("third");
    const alsoFailing = [
      ...refreshed(third, web, undefined),
      ...said("error", "Preview failed: busy", third),
    ];
    const { report, excluded } = await reportOf([
      [...fine, ...failing],
      [...fine, ...alsoFailing],
      [...fine, ...planned(lost, "same", web, web), ...planned(third, "same", web, web)],
    ]);
    expect(excluded).toEqual([[], [lost], [lost, third]]);
    expect(report.resources).toMatchObject([
      {
        name: "lost",
        class: "unreadable",
        action: "unknown",
        problem: "Plesk server b could not be reached",
      },
      { name: "third", class: "unreadable", problem: "busy" },
      { name: "web", class: "changed" },
    ]);
    expect(report).toMatchObject({ exitCode: 8, problems: [] });
  });

  it("is a problem where it is another provider's", async () => {
    const bucket = "urn:pulumi:dev::shop::aws:s3:Bucket::logs";
    const run = [...refreshed(bucket, web, undefined), ...said("error", "no credentials", bucket)];
    const { report } = await reportOf([run, planned(bucket, "same", web, web)]);
    expect(report).toMatchObject({ problems: ["logs: no credentials"], exitCode: 8 });
  });
});

describe("a preview that fails", () => {
  it("is a problem of the resource that it failed on, and everything else is reported", async () => {
    const text = "LicenseKey web would be number 6 of this run's purchases";
    const { report } = await reportOf([
      [...refreshed(urn, web, byHand), ...said("error", text, urn), ...said("error", "preview failed")],
    ]);
    expect(report.resources).toMatchObject([{ class: "changed", action: "unknown", problem: text }]);
    expect(report).toMatchObject({ exitCode: 1, problems: [] });
    expect(report.resources[0]?.values).toEqual([{ path: "nickname", recorded: "web", live: "by hand" }]);
  });

  it("leaves what it did not come to as recorded, and what could not be read as that", async () => {
    const lost = urnOf("lost");
    const failing = [...refreshed(lost, web, undefined), ...said("error", "out of reach", lost)];
    const { report } = await reportOf([
      [...refreshed(urn, web, web), ...failing],
      [...refreshed(urn, web, web), ...said("error", "items: must name at least one item", urn)],
    ]);
    expect(report).toMatchObject({ exitCode: 1, counts: { unreadable: 1, unplanned: 1 } });
    expect(asText(report)).toContain("What pulumi up would send is not known.");
  });

  it("is told in the engine's words where it belongs to no resource", async () => {
    const { report } = await reportOf([said("error", "no stack named 'dev' found")]);
    expect(report).toMatchObject({ exitCode: 1, problems: ["no stack named 'dev' found"] });
  });
});

describe("safety", () => {
  it("drops what is said below the resources, debug messages above all, and control characters", async () => {
    const code = "A00000-B11111-C22222-D33333-E44444";
    const { report } = await reportOf([
      [
        ...update(byHand),
        ...said("debug", "RegisterResource RPC finished: value,,topsecret,,", urn),
        ...said("info", "console.log of a program: topsecret"),
        ...said("warning", `\u001b[2Jcode ${code}`, urn),
      ],
    ]);
    for (const text of [JSON.stringify(report), asText(report), asMarkdown(report)]) {
      expect(text).not.toContain("topsecret");
      expect(text).not.toContain(code);
      expect(text).toContain("[activation code]");
      expect(text).not.toContain("\u001b");
    }
  });

  it("makes the provider refuse changes for the time of the preview only", async () => {
    const { environments } = await reportOf([update(byHand)]);
    expect(environments).toEqual([{ PLESK_READ_ONLY: "true" }]);
  });
});
