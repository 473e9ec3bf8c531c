/** What a change comes to that the system takes in another way, or not at all. */
import { admin, languagePack } from "../../harness/declarations";
import { withKeyLab, type Lab } from "../../harness/lab";

const keyOf = (lab: Lab) => lab.sandbox.partner30.key(Number(lab.keyId("web")));

describe("a key without a nickname that is let go of", () => {
  it.each(["clears", "ignored", "refused"] as const)(
    'is suspended whatever the system makes of an empty nickname: it is "%s"',
    (nicknameEmpty) =>
      withKeyLab({ assumptions: { partner30: { nicknameEmpty } } }, async (lab) => {
        expect(
          await lab.up({ web: { items: [admin], onDelete: "suspend", __marker: "0123456789" } }),
        ).toBeUndefined();
        const key = keyOf(lab);
        expect(await lab.destroy()).toBeUndefined();
        expect(lab.sandbox.partner30.key(key.keyId).suspended).toBe(true);
        const keeps = lab.said.filter((sentence) => sentence.includes("keeps its marker"));
        expect(keeps).toHaveLength(nicknameEmpty === "clears" ? 0 : 1);
      }),
  );
});

describe("items that are kept although nobody declares them", () => {
  const web = (more = {}) => ({ web: { items: [admin], nickname: "web", __marker: "0123456789", ...more } });

  it("are removed with one up once they are to be removed, as the plan from the state says", () =>
    withKeyLab({}, async (lab) => {
      expect(await lab.up(web({ unlistedItems: "keep" }))).toBeUndefined();
      lab.sandbox.partner30.change(keyOf(lab).keyId, { items: [admin.item, languagePack.item] });
      expect(await lab.refresh()).toBeUndefined();
      lab.changes();
      expect(await lab.up(web({ unlistedItems: "keep" }))).toBeUndefined();
      expect(lab.changes()).toEqual([]);
      expect(await lab.up(web({ unlistedItems: "remove" }))).toBeUndefined();
      expect(lab.changes()).toEqual([expect.stringContaining("upgrade")]);
      expect(keyOf(lab).items.map(({ item }) => item)).toEqual([admin.item]);
    }));
});

describe("a change that is accepted and not made", () => {
  const bound = { address: "192.0.2.9" };
  const web = (more = {}) => ({ web: { items: [admin], nickname: "web", __marker: "0123456789", ...more } });

  it.each([
    ["restrict", { ipBinding: { ...bound, restrict: true } }, { restrictIPBinding: false }, "restrict false"],
    [
      "productConfigurationId",
      { ipBinding: bound, productConfigurationId: 2 },
      { productConfigurationId: 3 },
      "product configuration 3",
    ],
  ])("is a failure that says what is there: %s", (_, wanted, undone, said) =>
    withKeyLab({}, async (lab) => {
      expect(await lab.up(web({ ipBinding: bound }))).toBeUndefined();
      const { keyId } = keyOf(lab);
      lab.sandbox.faults.onRequest("before", ({ endpoint }) => {
        if (endpoint === "readKey") lab.sandbox.partner30.change(keyId, undone);
        return undefined;
      });
      lab.sandbox.assumptions.partner30.modifyAnswer = "before";
      expect(await lab.up(web(wanted))).toContain(`still shows ${said}`);
    }),
  );
});
