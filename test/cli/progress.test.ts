import { progressOn } from "../../cli/progress";

function on(isTTY: boolean): { texts: string[]; progress: ReturnType<typeof progressOn> } {
  const texts: string[] = [];
  return { texts, progress: progressOn({ isTTY, write: (text: string) => texts.push(text) > 0 }) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe("progress on a terminal", () => {
  it("is a bar, which is taken away at the end", () => {
    const { texts, progress } = on(true);
    progress.start("keys read", 4);
    for (let done = 0; done < 4; done++) progress.step();
    progress.stop();
    expect(texts[0]).toBe(`\r[${"-".repeat(30)}] 0 of 4 keys read\u001b[K`);
    expect(texts.at(-2)).toBe(`\r[${"#".repeat(30)}] 4 of 4 keys read\u001b[K`);
    expect(texts.at(-1)).toBe("\r\u001b[K");
  });

  it("moves and says the time while nothing is done, also where nobody knows the end", () => {
    const { texts, progress } = on(true);
    progress.start("resources looked at");
    progress.step();
    jest.advanceTimersByTime(60_000);
    const bars = texts.map((text) => /\[([-#]+)\]/.exec(text)?.[1]);
    for (const bar of bars) expect(bar).toHaveLength(30);
    expect(bars.at(-1)).not.toBe(bars.at(-2));
    expect(texts.at(-1)).toMatch(/\] 1 resources looked at after 60 s/);
    progress.stop();
  });
});

describe("progress elsewhere", () => {
  it("is nothing for what is soon done, then a line now and then", () => {
    const { texts, progress } = on(false);
    progress.start("keys read", 500);
    jest.advanceTimersByTime(1900);
    expect(texts).toEqual([]);
    for (let done = 0; done < 250; done++) progress.step();
    jest.advanceTimersByTime(15_000);
    expect(texts).toEqual([2, 7, 12].map((seconds) => `250 of 500 keys read after ${seconds} s\n`));
    progress.stop();
    jest.advanceTimersByTime(60_000);
    expect(texts).toHaveLength(3);
  });
});
