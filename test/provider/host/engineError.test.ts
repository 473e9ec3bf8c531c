import { EngineError } from "../../../provider/host/engineError";

/** Prints as Pulumi's provider process does where a verb fails. */
function printed(error: Error, more = ""): string[] {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    const { Console } = jest.requireActual<typeof import("node:console")>("node:console");
    const console = new Console(process.stdout, process.stderr);
    console.error(`${String(error)}: ${error.stack ?? ""}`);
    if (more !== "") console.error(more);
  } finally {
    spy.mockRestore();
  }
  return lines;
}

describe("an error for the engine", () => {
  it("is not printed beside, and nothing else is lost", () => {
    expect(printed(new EngineError("No such key"), "another line")).toEqual(["another line\n"]);
    expect(printed(new EngineError("two\nlines"))).toEqual([]);
  });

  it("lets through what is written instead", () => {
    const lines: string[] = [];
    const spy = jest.spyOn(process.stderr, "write").mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
    const text = String(new EngineError("No such key"));
    process.stderr.write("something else\n");
    process.stderr.write(`${text}: \n`);
    spy.mockRestore();
    expect(lines).toEqual(["something else\n", "No such key: \n"]);
  });

  it("leaves the stream as it was where nothing is written", async () => {
    const before = Object.getOwnPropertyDescriptor(process.stderr, "write");
    expect(String(new EngineError("No such key"))).toBe("No such key");
    await Promise.resolve();
    expect(Object.getOwnPropertyDescriptor(process.stderr, "write")).toEqual(before);
  });
});
