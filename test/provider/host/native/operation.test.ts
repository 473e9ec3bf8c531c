import { currentEnd, Operations } from "../../../../provider/host/native/operation";

describe("customTimeouts of a resource", () => {
  it.each([3600, 600 * 3600])("do not end an operation before their time: %d s", async (timeout) => {
    const isEnded = await new Operations().run({ urn: "urn", timeout }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return currentEnd()?.aborted;
    });
    expect(isEnded).toBe(false);
  });

  it("end it when they have passed", async () => {
    const isEnded = await new Operations().run({ urn: "urn", timeout: 0.01 }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return currentEnd()?.aborted;
    });
    expect(isEnded).toBe(true);
  });
});
