import { soak } from "../../tools/soak/soak";
import { daily } from "../harness/full";

describe("many requests to a server that misbehaves at random", () => {
  it("all end, are told as they were, and leave neither a socket nor a timer", async () => {
    const requests = daily(1000, { full: 5000 });
    const figures = await soak({ requests, seed: 1, memoryInUse: () => 0 });
    expect(figures.requests).toBe(requests);
    expect(figures.left).toEqual([]);
    expect(figures.connections.most).toBeLessThan(60);
    expect(figures.connections.last).toBeLessThanOrEqual(20);
    expect(Object.keys(figures.outcomes)).toEqual(
      expect.arrayContaining(["look: 200", "look: unreachable", "order: 200", "order: outcome-unknown"]),
    );
  });
});
