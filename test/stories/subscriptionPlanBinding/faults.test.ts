import type { FaultKind } from "../../../testing/sandbox";
import { bindingOf, openBindingLab, withBindingLab, type BindingLab } from "../../harness/bindingLab";
import { bindingOutcome } from "../../harness/bindingWorld";
import { expectPresentable } from "../../harness/secrets";

interface FaultStory {
  /** Brings the world to where the story begins; nothing goes wrong there. */
  before?: (lab: BindingLab) => Promise<unknown>;
  run: (lab: BindingLab) => Promise<string | undefined>;
}

const starter = { name: "Starter", owner: "admin" };
const business = { name: "Business", owner: "admin" };
const addOnPlans = [{ name: "Backups" }, { name: "Extra disk", owner: "admin" }];

const stories: Record<string, FaultStory> = {
  "switching, and attaching two add-on plans": {
    run: (lab) => lab.up({ web: bindingOf("synced", business, { addOnPlans }) }),
  },
  "detaching an add-on plan": {
    run: (lab) => lab.up({ web: bindingOf("addons", business, { addOnPlans: addOnPlans.slice(0, 1) }) }),
  },
  "syncing a locked subscription": {
    run: (lab) => lab.up({ web: bindingOf("locked", business, { sync: "always" }) }),
  },
  "healing what somebody switched": {
    before: async (lab) => {
      await lab.up({ web: bindingOf("synced", starter) });
      lab.alpha.setPlan("synced.alpha.example", lab.alpha.plan("Premium").guid);
    },
    run: async (lab) => (await lab.refresh()) ?? lab.up({ web: bindingOf("synced", starter) }),
  },
  "taking the plan away on delete": {
    before: (lab) => lab.up({ web: bindingOf("synced", starter, { onDelete: "no-plan" }) }),
    run: (lab) => lab.destroy(),
  },
};

const faults: Record<string, FaultKind> = {
  "the answer is lost": { kind: "answerLost" },
  "the connection is cut before the work": { kind: "resetBefore" },
  "500 before the work": { kind: "status", status: 500 },
  "500 after the work": { kind: "status", status: 500, when: "after" },
  "503 before the work": { kind: "status", status: 503 },
  "204 without a body after the work": { kind: "status", status: 204, body: "", when: "after" },
  "too many requests": { kind: "tooManyRequests" },
  "the answer is cut off": { kind: "truncated" },
  "an HTML page in place of the answer": { kind: "wrongContentType" },
};

const full = process.env.PULUMI_PLESK_TEST === "full";

describe.each(Object.entries(stories))("%s", (_, story) => {
  let requests: number[];
  let calm: unknown;
  beforeAll(async () => {
    const lab = await openBindingLab();
    await story.before?.(lab);
    const start = lab.sandbox.ledger.mark();
    expect(await story.run(lab)).toBeUndefined();
    requests = lab.sandbox.ledger.since(start).map((__, index) => index + 1);
    await lab.refresh();
    calm = bindingOutcome(lab.sandbox, lab.driver.state);
    await lab.close();
  });

  it.each(Object.entries(faults))(
    "%s, at every request and for the whole run, and once only in the full run",
    async (__, fault) => {
      for (const request of requests) {
        for (const times of full ? [1, 1000] : [1000]) await disturbed(story, fault, request, times, calm);
      }
    },
  );
});

/** Disturbs a run from its n-th request on, runs again until nothing fails, and expects the undisturbed end. */
async function disturbed(
  story: FaultStory,
  fault: FaultKind,
  request: number,
  times: number,
  calm: unknown,
): Promise<void> {
  await withBindingLab({}, async (lab) => {
    await story.before?.(lab);
    const start = lab.sandbox.ledger.mark();
    const injected = lab.sandbox.faults.inject({
      ...fault,
      times,
      where: ({ number }) => number >= start + request,
    });
    const messages = [await story.run(lab)];
    injected.remove();
    for (let runs = 0; runs < 3 && messages.at(-1) !== undefined; runs++) messages.push(await story.run(lab));
    messages.push(await lab.refresh());
    for (const message of messages) if (message !== undefined) expectExplained(lab, message);
    const outcome = bindingOutcome(lab.sandbox, lab.driver.state);
    const which = { fault, request, times };
    expect({ which, messages, outcome }).toEqual({ which, messages, outcome: calm });
    expect(messages.at(-1)).toBeUndefined();
  });
}

/** What happened, which endpoint of which server it was, and what to do. */
function expectExplained({ sandbox }: BindingLab, message: string): void {
  expectPresentable(sandbox, message);
  expect(message).toContain("Plesk server alpha");
  expect(message).toMatch(
    /webspace (get|(switch|sync|add|remove)-subscription)|service-plan get|could not be reached/,
  );
  expect(message).toMatch(/[Rr]un again|Check (that )?the |Lower requestsPerSecond/);
}
