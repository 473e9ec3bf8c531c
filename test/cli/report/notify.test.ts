import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { notify, notifyingBy } from "../../../cli/report/notify";
import { bodyFor } from "../../../cli/report/notify/message";
import { notedBeside } from "../../../cli/report/notify/noted";
import { targetOf } from "../../../cli/report/notify/target";
import type { Report, ReportedResource } from "../../../cli/report/schema";
import { misspelt } from "../../../provider/settings";
import { temporaryFolder } from "../runCommand";
import { renamedByHand, reportWith } from "./samples";

const web = renamedByHand;

function reportOf(resources: ReportedResource[], more: Partial<Report> = {}): Report {
  const found = resources.length;
  return reportWith(resources, { exitCode: found === 0 ? 0 : 7, counts: { changed: found }, ...more });
}

const drifted = reportOf([web]);
const clean = reportOf([]);

/** A webhook that answers as it is asked to, and keeps what it was sent. */
class Webhook {
  readonly bodies: string[] = [];
  readonly heads: IncomingMessage[] = [];
  answer: (response: ServerResponse) => void = (response) => response.end("ok");
  #server: Server | undefined;

  async open(): Promise<string> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        this.heads.push(request);
        this.bodies.push(Buffer.concat(chunks).toString());
        this.answer(response);
      });
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/T0000/very-secret-part?sig=signature-of-it`;
  }

  close(): void {
    this.#server?.closeAllConnections();
    this.#server?.close();
  }
}

const hook = new Webhook();
let url: string;
let folder: string;
let warnings: string[];
beforeEach(async () => {
  folder = temporaryFolder();
  url = await hook.open();
  hook.bodies.length = 0;
  hook.answer = (response) => response.end("ok");
  warnings = [];
  jest.spyOn(console, "warn").mockImplementation((text: string) => void warnings.push(text));
});
afterEach(() => {
  jest.restoreAllMocks();
  hook.close();
  rmSync(folder, { recursive: true });
});

const tell = (report: Report, withinMs?: number): Promise<void> => {
  const notifying = notifyingBy({ notify: url });
  if (notifying === undefined) throw new Error("nobody is to be notified");
  return notify(report, notifying, folder, withinMs);
};

describe("drift --notify", () => {
  it("posts once for each change of what is found, and once when all is as declared again", async () => {
    await tell(clean);
    expect(hook.bodies).toEqual([]);
    await tell(drifted);
    await tell(drifted);
    expect(hook.bodies).toHaveLength(1);
    expect(JSON.parse(hook.bodies[0] ?? "")).toMatchObject({
      kind: "drift",
      summary: "Plesk drift of stack dev of shop: 1 changed",
      items: [{ name: "web", id: "20000001", class: "changed" }],
      more: 0,
    });
    await tell(reportOf([{ ...web, values: [{ path: "nickname", declared: "web", live: "otherwise" }] }]));
    await tell(clean);
    await tell(clean);
    await tell(drifted);
    expect(hook.bodies).toHaveLength(4);
    expect(hook.heads[0]).toMatchObject({
      method: "POST",
      url: "/hooks/T0000/very-secret-part?sig=signature-of-it",
      headers: { "content-type": "application/json; charset=utf-8" },
    });
    expect(warnings).toEqual([]);
  });

  it("takes an outage for the same one, whatever its message says this time", async () => {
    const lost = (problem: string, text: string): Report =>
      reportOf([{ ...web, class: "unreadable", action: "unknown", values: [], sends: [], problem }], {
        exitCode: 8,
        problems: [text],
      });
    await tell(lost("no answer within 15000 ms", "closed after 3 s"));
    await tell(lost("connection reset", "closed after 7 s"));
    expect(hook.bodies).toHaveLength(1);
    await tell(lost("connection reset", "refused"));
    expect(hook.bodies).toHaveLength(2);
  });

  it("notes a fingerprint beside the project and nothing secret, for each stack its own", async () => {
    await tell(drifted);
    const file = join(folder, ".plesk-notify.dev.json");
    expect(readdirSync(folder)).toEqual([".plesk-notify.dev.json"]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      version: 1,
      noted: { "shop/dev": expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    });
    expect(notedBeside("x", { stack: "org/shop/../dev" })).toBe(
      join("x", ".plesk-notify.org-shop-..-dev.json"),
    );
    const shared = { ...targetOf(url, undefined), noted: file };
    await notify({ ...drifted, stack: "live" }, shared, folder);
    await tell(drifted);
    expect(hook.bodies).toHaveLength(2);
    writeFileSync(file, "{ half of");
    await tell(drifted);
    expect(hook.bodies).toHaveLength(3);
  });

  it("only warns where the note cannot be written", async () => {
    mkdirSync(join(folder, ".plesk-notify.dev.json"));
    await tell(drifted);
    expect(warnings).toEqual([expect.stringMatching(/^The next run will notify of the same once more: /)]);
  });
});

describe("a webhook that fails", () => {
  it.each<[string, (response: ServerResponse) => void, RegExp, number]>([
    ["refuses", (response) => response.writeHead(404).end("no_service"), /it answered 404 "no_service"/, 1],
    [
      "leads elsewhere",
      (response) => response.writeHead(302, { location: "/x" }).end(),
      /it answered 302$/,
      1,
    ],
    [
      "repeats its address",
      (response) => response.writeHead(400).end("bad very-secret-part signature-of-it"),
      /it answered 400 "bad \[secret\] \[secret\]"/,
      1,
    ],
    ["cuts the connection", (response) => response.destroy(), /did not take it: /, 1],
    ["never answers", () => undefined, /no answer within \d+ ms/, 1],
    ["is too busy for longer than anybody waits", tooMany(60), /it answered 429/, 1],
    ["stays busy", tooMany(0), /it answered 429/, 3],
  ])("is one warning that does not show its URL, and is posted to in the next run: %s", async (...row) => {
    const [, answer, sentence, tries] = row;
    hook.answer = answer;
    await tell(drifted, 700);
    expect(hook.bodies).toHaveLength(tries);
    expect(warnings).toEqual([expect.stringMatching(sentence)]);
    expect(warnings.join()).toMatch(/^Nobody was notified: /);
    expect(warnings.join()).not.toMatch(/very-secret-part|signature-of-it|hooks/);
    expect(existsSync(join(folder, ".plesk-notify.dev.json"))).toBe(false);
    hook.answer = (response) => response.writeHead(202).end();
    await tell(drifted);
    expect(hook.bodies).toHaveLength(tries + 1);
  });

  it("that is only busy for a moment gets the message after the time that it asks for", async () => {
    hook.answer = (response) => {
      hook.answer = (next) => next.end("ok");
      tooMany(0)(response);
    };
    await tell(drifted);
    expect(hook.bodies).toHaveLength(2);
    expect(warnings).toEqual([]);
  });

  it("that nobody listens at is tried again within the deadline", async () => {
    hook.close();
    const begun = Date.now();
    await tell(drifted, 1500);
    expect(Date.now() - begun).toBeGreaterThan(900);
    expect(warnings).toEqual([expect.stringMatching(/ECONNREFUSED/)]);
  });
});

function tooMany(seconds: number) {
  return (response: ServerResponse): void => {
    response.writeHead(429, { "retry-after": String(seconds) }).end();
  };
}

describe("the URL", () => {
  it.each([
    ["https://hooks.slack.com/services/T0/B0/abcdefghijkl", "slack"],
    [
      "https://prod-01.westeurope.logic.azure.com:443/workflows/x/triggers/manual/paths/invoke?sig=abc",
      "teams",
    ],
    ["https://default1234.aa.environment.api.powerplatform.com/workflows/x?sig=abc", "teams"],
    ["https://chat.example/hooks/abc", "json"],
    ["https://hooks.slack.com.example/services/T0", "json"],
  ])("says by its host what is posted: %s", (given, format) => {
    expect(targetOf(given, undefined)).toEqual({ url: given.replace(":443", ""), format });
    expect(targetOf(given, "slack").format).toBe("slack");
  });

  it.each([
    ["not-a-url-but-secret", "is not a valid URL"],
    ["http://chat.example/secret-path", "must begin with https:"],
    ["ftp://127.0.0.1/secret-path", "must begin with https:"],
    ["https://me:topsecret@chat.example/secret-path", "holds a login"],
    [
      "https://contoso.webhook.office.com/webhookb2/secret-path",
      "is of a Teams connector, which Microsoft has retired",
    ],
  ])("is refused before anything is looked at, and not shown: %s", (given, reason) => {
    const refused = () => notifyingBy({ notify: given });
    expect(refused).toThrow(reason);
    expect(refused).not.toThrow(/secret-path|topsecret|not-a-url/);
  });

  it("goes with the other options, and is no misspelt setting", () => {
    expect(notifyingBy({})).toBeUndefined();
    expect(notifyingBy({ notify: "" })).toBeUndefined();
    expect(() => notifyingBy({ notifyFormat: "slack" })).toThrow("--notify-format goes with --notify");
    expect(() => notifyingBy({ notify: "", notifyState: "x" })).toThrow("--notify-state goes with --notify");
    expect(misspelt(["PLESK_NOTIFY_URL"])).toEqual([]);
    expect(misspelt(["PLESK_NOTIFY_URLS"])).toEqual([
      expect.stringContaining("Did you mean PLESK_NOTIFY_URL?"),
    ]);
  });
});

describe("what is posted", () => {
  const nasty = "a <!channel> & *b* [c](d) \u{1f600}";
  const many = (count: number, sends: (at: number) => string): Report =>
    reportOf(
      Array.from({ length: count }, (_, at) => ({
        ...web,
        name: `web-${at}`,
        id: String(at),
        sends: [sends(at)],
      })),
    );

  it("is blocks of plain text for Slack", () => {
    const body = JSON.parse(
      bodyFor("slack", reportOf([{ ...web, sends: [nasty] }], { project: nasty }), "id"),
    ) as {
      text: string;
      blocks: { type: string; text: { type: string; text: string } }[];
    };
    expect(body.text).toContain("a &lt;!channel&gt; &amp;");
    expect(body.blocks.map(({ type }) => type)).toEqual(["header", "section", "section"]);
    for (const { text } of body.blocks) expect(text.type).toBe("plain_text");
    expect(body.blocks[2]?.text.text).toBe(`changed: LicenseKey web (20000001): ${nasty}`);
  });

  it("is a card of plain runs for Teams' workflows", () => {
    const body = JSON.parse(bodyFor("teams", reportOf([{ ...web, sends: [nasty] }]), "id")) as {
      type: string;
      attachments: { contentType: string; content: { type: string; version: string; body: Paragraph[] } }[];
    };
    const [{ contentType, content } = { contentType: "", content: undefined }] = body.attachments;
    expect([body.type, contentType, content?.type, content?.version]).toEqual([
      "message",
      "application/vnd.microsoft.card.adaptive",
      "AdaptiveCard",
      "1.4",
    ]);
    expect(content?.body.map(({ type }) => type)).toEqual(Array(3).fill("RichTextBlock"));
    expect(content?.body.at(-1)?.inlines).toEqual([
      { type: "TextRun", text: `changed: LicenseKey web (20000001): ${nasty}` },
    ]);
  });

  interface Paragraph {
    type: string;
    inlines: { type: string; text: string }[];
  }

  it.each<[string, Report]>([
    ["2,000 different changes", many(2000, (at) => `set the nickname to "${"x".repeat(at % 700)}"`)],
    ["2,000 equal ones", many(2000, () => "resume the key")],
    ["very long texts", many(3, () => "\u{1f600}".repeat(40_000))],
    ["many problems", { ...drifted, problems: Array(50).fill("p".repeat(5000)) as string[], exitCode: 1 }],
  ])("keeps to what the other side takes, and counts what it leaves out: %s", (_, report) => {
    const slack = JSON.parse(bodyFor("slack", report, "id")) as { blocks: Block[]; text: string };
    const texts = slack.blocks.flatMap(({ text, elements = [] }) =>
      [text, ...elements].flatMap((one) => one?.text ?? []),
    );
    expect(slack.blocks.length).toBeLessThanOrEqual(50);
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(3000);
    expect(texts.join("").length).toBeLessThan(13_000);
    expect(slack.blocks[0]?.text?.text.length).toBeLessThanOrEqual(150);
    const teams = bodyFor("teams", report, "id");
    expect(Buffer.byteLength(teams)).toBeLessThan(21_000);
    expect(teams).not.toMatch(/\\ud83d(?!\\ude00)/);
    expect(Buffer.byteLength(bodyFor("json", report, "id"))).toBeLessThan(64_000);
    for (const text of [texts.join("\n"), teams]) {
      const listed = [...text.matchAll(/changed: (?:(\d+) x )?LicenseKey/g)];
      const shown = listed.reduce((sum, [, count = "1"]) => sum + Number(count), 0);
      const more = Number(/(\d+) more: pulumi-plesk drift lists all/.exec(text)?.[1] ?? 0);
      expect(shown + more).toBe(report.resources.length);
    }
  });

  interface Block {
    text?: { text: string };
    elements?: { text: string }[];
  }
});
