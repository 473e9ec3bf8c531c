import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { rememberSecret } from "../../../provider/failure";
import { openLog, type SentRequest } from "../../../provider/transport/log";
import { NoAnswer } from "../../../provider/transport/noAnswer";

const sent: SentRequest = {
  system: "partner30",
  server: undefined,
  operation: "modifyKey",
  object: "12345678",
  outcome: 200,
  milliseconds: 12.4,
  attempt: 1,
};

describe("the log of requests", () => {
  const folder = mkdtempSync(join(tmpdir(), "plesk-log-"));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("is none where nobody watches", () => {
    expect(openLog({ log: "off", logFile: undefined }, () => undefined)).toBeUndefined();
  });

  it("has one line for each request, without secrets and line breaks", () => {
    const said: string[] = [];
    const log = openLog({ log: "requests", logFile: undefined }, (line) => said.push(line));
    rememberSecret("hidden-name");
    log?.(sent);
    log?.({
      ...sent,
      system: "pleskXml",
      server: "alpha",
      object: "hidden-name\n\u001b[31m",
      outcome: new NoAnswer("no", "connect ECONNREFUSED"),
      attempt: 2,
    });
    expect(said).toEqual([
      "request system=partner30 operation=modifyKey object=12345678 status=200 ms=12 try=1",
      'request system=pleskXml.alpha operation=modifyKey object="[secret]  [31m" status=none ms=12 try=2 because="connect ECONNREFUSED"',
    ]);
  });

  it("is appended to a file that only its owner reads, and may be silent", () => {
    const said: string[] = [];
    const logFile = join(folder, "requests.log");
    for (let n = 0; n < 2; n++) openLog({ log: "off", logFile }, (line) => said.push(line))?.(sent);
    const lines = readFileSync(logFile, "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z request system=partner30 operation=modifyKey /);
    expect(said).toEqual([]);
    if (process.platform !== "win32") expect(statSync(logFile).mode & 0o777).toBe(0o600);
  });

  it("says once that its file cannot be written, and fails nothing", () => {
    const said: string[] = [];
    const log = openLog({ log: "off", logFile: folder }, (line) => said.push(line));
    log?.(sent);
    log?.(sent);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("Requests are not written to the log file any more");
  });
});
