import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import fc from "fast-check";

import { CLASSES } from "../../../cli/report/classes";
import { asHtml } from "../../../cli/report/html";
import type { Report, ReportedResource } from "../../../cli/report/schema";
import { inBrowser, isTooWide, openPage } from "../../harness/browser";
import { full } from "../../harness/full";
import { renamedByHand, reportWith } from "./samples";

const bought: ReportedResource = {
  ...renamedByHand,
  name: "web-01",
  values: [{ path: "nickname", declared: "web-01", live: "by hand" }],
  sends: ['add A [buys]; set the nickname to "web-01"'],
  marks: { buys: 1 },
};
const ended: ReportedResource = {
  ...bought,
  name: "web-02",
  id: "20000002",
  class: "undeclared",
  action: "delete",
  values: [],
  sends: ["terminate the key [removes] [irreversible]"],
  marks: { removes: 1, irreversible: 1 },
};
const kept: ReportedResource = {
  ...ended,
  name: "web-03",
  id: "20000003",
  action: "retain",
  sends: [],
  marks: {},
  remarks: ["nothing is sent: it stays as it is, and what is billed for it stays billed"],
};
const moved: ReportedResource = {
  ...bought,
  type: "SubscriptionPlanBinding",
  name: "shop",
  sends: ['switch from plan "Premium" to plan "Business" of admin'],
  marks: {},
};
const clean: ReportedResource = {
  ...moved,
  name: "blog",
  class: "clean",
  action: "none",
  values: [],
  sends: [],
};

function reportOf(resources: ReportedResource[], more: Partial<Report> = {}): Report {
  return reportWith(resources, { marks: { buys: 1, removes: 1, irreversible: 1 }, ...more });
}

const whole = reportOf([ended, kept, bought, moved, clean]);

/** What somebody else may have called something. */
const hostile = `</script><script>alert(1)</script><img src=x onerror=alert(1)>" onclick="alert(1)' <!-- ]]> &amp; \`x\``;

/** A report in which every text of others is this one. */
function spoiled(text: string): Report {
  const resource: ReportedResource = {
    ...bought,
    urn: text,
    type: text,
    name: text,
    id: text,
    values: [{ path: text, declared: text, live: [text] }],
    sends: [text],
    remarks: [text],
    problem: text,
  };
  return reportOf([resource, { ...resource, class: "clean" }], {
    project: text,
    stack: text,
    problems: [text],
  });
}

/** The page without its style and script, each of which is allowed by its hash. */
function withoutOwnParts(page: string): string {
  const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  let rest = page;
  for (const name of ["style", "script"]) {
    const [element = "", text = ""] = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(rest) ?? [];
    const hash = createHash("sha256").update(text).digest("base64");
    expect(policy.replaceAll("&#39;", "'")).toContain(`${name}-src 'sha256-${hash}'`);
    rest = rest.replace(element, "");
  }
  return rest;
}

describe("the report as a page", () => {
  it("allows its own style and script by their hash, and nothing else", () => {
    const page = asHtml(whole);
    expect(page).toContain("default-src &#39;none&#39;");
    expect(withoutOwnParts(page)).not.toMatch(/<script|<style|javascript:|https?:|(src|href)="(?!#|data:,)/);
  });

  it("says what the other formats say: what is declared, what is there, what is sent and what stays billed", () => {
    const page = asHtml(whole, { all: false }, new Date("2026-11-29T10:20:30Z"));
    for (const text of [
      "Plesk drift of stack dev of shop",
      "2 undeclared, 2 changed, 1 clean.",
      "<code>pulumi up</code> would send 3 requests, marked 1 [buys], 1 [removes], 1 [irreversible].",
      "2026-11-29 10:20 UTC",
      '<code class="id">20000001</code>',
      '<span class="quiet">declared</span> <code>&quot;web-01&quot;</code>',
      '<span class="quiet">is</span> <code>&quot;by hand&quot;</code>',
      "what is billed for it stays billed",
      'add A <span class="mark money">buys</span>; set the nickname to &quot;web-01&quot;',
    ])
      expect(page).toContain(text);
  });

  it("counts what it would cost first, where prices are given", () => {
    const costs = {
      file: "prices.yaml",
      items: [
        { name: "A", quantity: 2, prices: [{ amount: "5.95", currency: "EUR", period: "month" as const }] },
      ],
      totals: [{ currency: "EUR", perMonth: "11.90", once: "0.00" }],
      unknown: 0,
    };
    const page = asHtml(reportOf([bought], { costs }));
    for (const text of [
      '<li class="money"><b>11.90 EUR</b> per month</li>',
      "Cost by prices.yaml: 11.90 EUR per month.",
      "<span>2 x A</span> <span>5.95 EUR per month</span>",
    ])
      expect(page).toContain(text);
    expect(page).not.toContain("0.00 EUR");
  });

  it("shows equal changes as one, with every name and id, unless each is asked for", () => {
    const many = ["a", "b", "c"].map((name) => ({ ...kept, name, id: `id-${name}` }));
    const page = asHtml(reportOf(many));
    expect(page).toContain("<h3>3 x LicenseKey");
    for (const { name, id } of many) expect(page).toContain(`<li>${name} <code class="id">${id}</code></li>`);
    expect(asHtml(reportOf(many), { all: true }).match(/<article/g)).toHaveLength(3);
  });

  it("speaks of pulumi destroy where it is about that", () => {
    const page = asHtml(reportOf([ended], { command: "plan", destroy: true }));
    expect(page).toContain("<code>pulumi destroy</code> sends:");
    expect(page).not.toContain("pulumi up");
  });

  it("has a part for each class that there is, with its meaning", () => {
    const one = CLASSES.filter((name) => name !== "clean").map((name) => ({ ...bought, class: name }));
    const page = asHtml(reportOf(one));
    for (const { class: name } of one) expect(page).toContain(`<h2>${name} (1)</h2>`);
  });

  it("is all text, whatever names, values and messages look like", () => {
    const tags = (page: string): string[] => withoutOwnParts(page).match(/<[^>]*>/g) ?? [];
    const harmless = tags(asHtml(spoiled("x"))).map((tag) => tag.replace(/"[^"]*"/g, '""'));
    const texts = fc.oneof(
      fc.constant(hostile),
      fc
        .array(fc.oneof(fc.constantFrom(..."<>&\"'`/=! \u202e\u0000".split("")), fc.string()))
        .map((parts) => `x${parts.join("")}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const page = asHtml(spoiled(text));
        expect(tags(page).map((tag) => tag.replace(/"[^"]*"/g, '""'))).toEqual(harmless);
        expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|(?!\n)\p{Cc}/u);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the report in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "plesk-report-"));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const addressOf = (report: Report): string => {
    const file = join(folder, "report.html");
    writeFileSync(file, asHtml(report));
    return pathToFileURL(file).href;
  };

  full(inBrowser)("filters by class, kind, weight and text, and asks for nothing", async (browser) => {
    const address = addressOf(whole);
    const { page, complaints, requests } = await openPage(browser, address);
    const shown = () => page.locator("article:visible h3").allTextContents();
    expect(await shown()).toHaveLength(4);
    await page.getByLabel("undeclared (2)").uncheck();
    expect(await shown()).toEqual([expect.stringContaining("web-01"), expect.stringContaining("shop")]);
    await page.getByLabel("LicenseKey").uncheck();
    expect(await shown()).toEqual([expect.stringContaining("shop")]);
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByLabel("what costs money").check();
    await page.getByText("Showing 3 of 4").waitFor();
    await page.getByLabel("contains").fill("20000003");
    expect(await shown()).toEqual([expect.stringContaining("web-03")]);
    expect(await page.locator("section.group:visible").count()).toBe(1);
    expect(complaints).toEqual([]);
    expect(requests.filter((each) => each !== address && !each.startsWith("data:"))).toEqual([]);
  });

  full(inBrowser)("runs nothing that somebody put into a name", async (browser) => {
    const { page, complaints } = await openPage(browser, addressOf(spoiled(hostile)));
    const alerts: string[] = [];
    page.on("dialog", (dialog) => {
      alerts.push(dialog.message());
      void dialog.dismiss();
    });
    await page.locator("h3").first().click();
    expect(await page.locator("h3").first().textContent()).toContain(hostile);
    expect([alerts, complaints]).toEqual([[], []]);
  });

  full(inBrowser)("shows everything without JavaScript, and no filters", async (browser) => {
    const { page } = await openPage(browser, addressOf(whole), { javaScriptEnabled: false });
    expect(await page.locator("article:visible").count()).toBe(4);
    expect(await page.locator("form:visible").count()).toBe(0);
  });

  full(inBrowser)("fits a phone, and prints all of it", async (browser) => {
    const long = "x".repeat(300);
    const wide = reportOf([
      bought,
      {
        ...bought,
        name: long,
        id: long,
        values: [{ path: long, declared: long, live: long }],
        sends: [long],
      },
      clean,
    ]);
    const { page } = await openPage(browser, addressOf(wide), { viewport: { width: 390, height: 844 } });
    expect(await isTooWide(page)).toBe(false);
    const bounds = await page.locator("form").boundingBox();
    const inner = await page.getByLabel("contains").boundingBox();
    expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThan((bounds?.x ?? 0) + (bounds?.width ?? 0));
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("form:visible").count()).toBe(0);
    expect((await page.pdf()).length).toBeGreaterThan(1000);
    expect(await page.getByText("blog").isVisible()).toBe(true);
  });
});
