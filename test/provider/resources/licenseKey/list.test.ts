import type { Call } from "../../../../provider/call";
import { licenseKeys } from "../../../../provider/resources/licenseKey/list";

describe("a list of keys", () => {
  it.each([
    [99, []],
    [100, [expect.stringContaining("The list holds exactly 100 keys")]],
  ])("of %d keys says whether it may be cut off, also by status", async (count, warnings) => {
    const said: string[] = [];
    const keys = Array.from({ length: count }, (_, at) => ({ keyId: String(20_000_001 + at) }));
    const call = Object.assign(() => Promise.resolve(keys), {
      account: () => ({ listShowsKeys: true }),
      say: (sentence: string) => said.push(sentence),
    }) as unknown as Call;
    expect(await licenseKeys.read(call, { status: "active" })).toHaveLength(count);
    expect(said).toEqual(warnings);
  });
});
