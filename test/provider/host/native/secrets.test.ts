import { startSandbox, type Sandbox } from "plesk-sandbox";

import { NativeProvider, type Offer } from "../../../../provider/host/native/provider";
import { unwrapSecrets, type Properties } from "../../../../provider/host/values";
import { openRunWith } from "../../../../provider/host/verbs";
import { functions, resources } from "../../../../provider/resources/all";
import schema = require("../../../../provider/schema.json");
import { quickClock } from "../../../harness/clock";
import { configOf } from "../../../harness/config";
import { admin } from "../../../harness/declarations";
import { urnOf } from "../../../harness/native";

const signature = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown): Properties => ({
  [signature]: "1b47061264138c4ac30d75fd1eb44270",
  value,
});
const urn = urnOf("LicenseKey", "web");
const web = {
  items: [admin],
  nickname: secret("Nickname-8801"),
  ipBinding: { address: secret("203.0.113.88"), restrict: true },
};

interface World {
  provider: NativeProvider;
  told: string[];
  sandbox: Sandbox;
}

async function withProvider(work: (world: World) => Promise<void>): Promise<void> {
  const clock = quickClock();
  const sandbox = await startSandbox({ now: () => new Date(clock.now()) });
  const told: string[] = [];
  const say = (sentence: string): void => void told.push(sentence);
  const provider = new NativeProvider({ resources, functions, schema } as unknown as Offer, {
    openRun: openRunWith({ assertWanted: () => Promise.resolve(), say, clock }),
    report: (_, sentence) => {
      say(sentence);
      return Promise.resolve();
    },
    say,
  });
  try {
    await provider.configure(
      Object.fromEntries(
        Object.entries(configOf(sandbox)).map(([key, value]) => [key.replace("plesk:", ""), value]),
      ),
    );
    await work({ provider, told, sandbox });
  } finally {
    await sandbox.close();
  }
}

/** What the engine hands to all verbs but check. */
const plain = (values: Properties): Properties => unwrapSecrets(values);

describe("secrets of a program in any language", () => {
  it("stay marked in the inputs, which name them", () =>
    withProvider(async ({ provider }) => {
      const { inputs, failures } = await provider.check({ urn, olds: {}, news: web, isOfStack: true });
      expect(failures).toEqual([]);
      expect(inputs).toMatchObject({ ...web, __secrets: ["ipBinding.address", "nickname"] });
    }));

  it("are marked in all that a preview, a create, an update and a refresh answer, and in no sentence", () =>
    withProvider(async ({ provider, told }) => {
      const inputs = plain((await provider.check({ urn, olds: {}, news: web, isOfStack: true })).inputs);
      const { id, outputs } = await provider.create(urn, inputs);
      const known = { urn, id, olds: plain(outputs) };
      const changed = { ...inputs, autoRenew: false };
      const found = await provider.read(known);
      const answers = [
        await provider.previewCreate(urn, inputs),
        outputs,
        await provider.previewUpdate(known, changed),
        await provider.update(known, changed),
        found.outputs,
        found.inputs,
      ];
      for (const answer of answers) {
        const clear = JSON.stringify(answer, (_, value: unknown) =>
          typeof value === "object" && value !== null && signature in value ? "marked" : value,
        );
        expect(clear).not.toMatch(/8801|203\.0\.113\.88/);
        expect(clear).toContain('"restrict":true');
      }
      expect(JSON.stringify(outputs.credentials)).toContain(signature);
      expect(told.join("\n")).toContain("nickname [secret], bound to [secret]");
      expect(told.join("\n")).not.toMatch(/8801|203\.0\.113\.88/);
    }));

  it("do not make the key secret that is taken over: what is adopted is always marked", () =>
    withProvider(async ({ provider, sandbox }) => {
      sandbox.partner30.add({ keyId: 555, items: [admin.item] });
      const news = { items: [admin], adopt: secret({ keyId: "555" }) };
      const { inputs } = await provider.check({ urn, olds: {}, news, isOfStack: true });
      expect(inputs).not.toHaveProperty("__secrets");
      const { id, outputs } = await provider.create(urn, plain(inputs));
      const { inputs: found } = await provider.read({ urn, id, olds: plain(outputs) });
      expect([id, (outputs.key as Properties).keyId]).toEqual(["555", "555"]);
      expect([outputs.adopt, found.adopt]).toEqual([secret({ keyId: "555" }), secret({ keyId: "555" })]);
    }));
});
