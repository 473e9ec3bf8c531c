import { admin, languagePack as pack } from "../../harness/declarations";
import { withKeyLab, type Declared, type Lab } from "../../harness/lab";

const web = { items: [admin], nickname: "web-01", __marker: "0123456789" };

/** Up to half a minute passes on the system until what was done shows: a run that ends before says so, and the next one goes on. */
const delays = [
  ["newKeyListed", "2"],
  ["newKeyListed", "30"],
  ["newKeyReadable", "2"],
  ["newKeyReadable", "30"],
  ["changeShown", "2"],
  ["changeShown", "30"],
] as const;

/** Runs until nothing fails, as somebody would who waits a minute after each failure. */
async function convergeWith(lab: Lab, declared: Declared): Promise<void> {
  for (let runs = 0; runs < 4; runs++) {
    const message = await lab.up(declared);
    if (message === undefined) return;
    expect(message).toMatch(/[Rr]un again|It is looked for on each run/);
    lab.clock.pass(60_000);
  }
  expect(await lab.up(declared)).toBeUndefined();
}

async function expectClean(lab: Lab, declared: Declared): Promise<void> {
  lab.clock.pass(60_000);
  lab.changes();
  expect(await lab.refresh()).toBeUndefined();
  expect(await lab.up(declared)).toBeUndefined();
  expect(lab.changes()).toEqual([]);
}

describe.each(delays)("on a system with %s: %s", (name, seconds) => {
  const withDelay = (work: (lab: Lab) => Promise<void>): Promise<void> =>
    withKeyLab({ assumptions: { partner30: { [name]: seconds } } }, work);

  it("buys one key and finds it", () =>
    withDelay(async (lab) => {
      await convergeWith(lab, { web });
      expect(lab.charges()).toEqual([admin.item]);
      await expectClean(lab, { web });
    }));

  it.each(["answerLost", "truncated", "wrongContentType"] as const)(
    "buys one key where the answer to the purchase is no use: %s",
    (kind) =>
      withDelay(async (lab) => {
        lab.sandbox.faults.inject({ kind, endpoint: "createKey" });
        await convergeWith(lab, { web });
        expect(lab.charges()).toEqual([admin.item]);
        await expectClean(lab, { web });
      }),
  );

  it("keeps a key that is refreshed right after its purchase, whatever onGone says", () =>
    withDelay(async (lab) => {
      for (const onGone of ["forget", "replace"]) {
        const declared = { web: { ...web, onGone } };
        await lab.up(declared);
        await lab.refresh();
        await convergeWith(lab, declared);
        await expectClean(lab, declared);
      }
      expect(lab.charges()).toEqual([admin.item]);
    }));

  it("changes a key once, and pays once", () =>
    withDelay(async (lab) => {
      await convergeWith(lab, { web });
      const changed = { web: { ...web, items: [admin, pack], nickname: "web-02", suspended: true } };
      await convergeWith(lab, changed);
      expect(lab.charges()).toEqual([admin.item, pack.item]);
      await expectClean(lab, changed);
      expect(lab.sandbox.partner30.key(20000001)).toMatchObject({ suspended: true });
    }));

  it.each(["suspend", "terminate"] as const)(
    "lets go of a key by %s, and of the resource only then",
    (onDelete) =>
      withDelay(async (lab) => {
        await convergeWith(lab, { web: { ...web, onDelete } });
        await convergeWith(lab, {});
        const { suspended, terminated } = lab.sandbox.partner30.key(20000001);
        expect(onDelete === "suspend" ? suspended : terminated).toBe(true);
        expect(lab.driver.state).toEqual({});
      }),
  );
});
