import { request } from "node:http";
import { DEMO_KEYS, type Sandbox, startSandbox } from "../src";
import { expectPicture, inBrowser, isTooWide, openPage } from "../../test/harness/browser";
import { full } from "../../test/harness/full";
import { Client } from "./client";
import { withSandbox } from "./withSandbox";

let sandbox: Sandbox;
withSandbox(
  (started) => {
    sandbox = started;
  },
  { seed: { partner30: { keys: DEMO_KEYS } } },
);

const alpha = () => sandbox.plesk.server("alpha");

describe("the page over HTTP", () => {
  test("is served with all that it loads, and allows no other source", async () => {
    const start = await fetch(`${sandbox.url}/`);
    const html = await start.text();
    expect(start.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    const loaded = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(loaded).toEqual(["/page/style.css", "/page/main.js"]);
    const types = ["text/css", "text/javascript"];
    for (const [at, path] of loaded.entries()) {
      const answer = await fetch(sandbox.url + path);
      expect([answer.status, answer.headers.get("Content-Type")]).toEqual([
        200,
        `${types[at] ?? ""}; charset=UTF-8`,
      ]);
    }
  });

  test.each([
    "/page/",
    "/page/..%2fpackage.json",
    "/page/../package.json",
    "/page/other.js",
    "/package.json",
  ])("serves nothing else: %s", async (path) => {
    expect((await fetch(sandbox.url + path)).status).toBe(404);
  });

  test("shows what is there and what was ordered, without a secret", async () => {
    const client = new Client(sandbox);
    await client.buy();
    const text = await (await fetch(`${sandbox.url}/_sandbox/overview`)).text();
    const overview = JSON.parse(text) as {
      keys: unknown[];
      servers: { subscriptions: unknown[] }[];
      orders: { total: number };
      requests: { total: number };
    };
    expect(overview.keys).toHaveLength(5);
    expect(overview.servers[0]?.subscriptions).toHaveLength(alpha().subscriptions.length);
    expect([overview.orders.total, overview.requests.total]).toEqual([1, 1]);
    const secrets = [
      ...sandbox.partner30.keys().map(({ activationCode }) => activationCode),
      ...sandbox.partner30.accounts.map(({ password }) => password),
      ...sandbox.partner10.keys.flatMap(({ productKey }) => productKey ?? []),
      ...sandbox.partner10.accounts.map(({ password }) => password),
      ...sandbox.flexCloud.servers.map(({ rootPassword }) => rootPassword),
      ...sandbox.flexCloud.accounts.map(({ password }) => password),
      ...sandbox.plesk.servers.flatMap(({ accounts }) =>
        accounts.flatMap(({ password, secretKeys }) => [password, ...secretKeys.map(({ key }) => key)]),
      ),
    ];
    expect(secrets.length).toBeGreaterThan(20);
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  test.each<[string, Record<string, string>, number]>([
    ["no browser", {}, 200],
    ["the page itself", { Origin: "own", "Sec-Fetch-Site": "same-origin" }, 200],
    ["a typed address", { "Sec-Fetch-Site": "none" }, 200],
    ["a page from elsewhere", { Origin: "https://elsewhere.example" }, 403],
    ["a page without an origin", { Origin: "null" }, 403],
    ["another port of this machine", { Origin: "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site" }, 403],
    ["an image on a page from elsewhere", { "Sec-Fetch-Site": "cross-site" }, 403],
    ["a form of the page's own origin", { Origin: "own", "Content-Type": "text/plain" }, 403],
    ["a name that resolves to this machine", { Host: "elsewhere.example" }, 403],
  ])("answers %s", async (_, headers, status) => {
    const origin = headers.Origin === "own" ? { Origin: sandbox.url } : {};
    const key = `${sandbox.url}/_sandbox/keys/13590916`;
    const sent = { "Content-Type": "application/json", ...headers, ...origin };
    expect(await statusOf(key, sent, '{"suspended":true}')).toBe(status);
    expect(sandbox.partner30.key(13590916).suspended).toBe(status === 200);
  });

  test("takes an upgrade off and moves a subscription as people do, also without the page", async () => {
    const send = (method: string, path: string, body?: unknown) =>
      fetch(`${sandbox.url}/_sandbox/${path}`, { method, body: JSON.stringify(body) });
    await send("DELETE", "partner10/keys/PLSK.10000001/features/30_DOMAINS");
    expect(sandbox.partner10.featuresOf("PLSK.10000001")).toEqual(["10_DOMAINS"]);
    const { guid } = alpha().plan("Premium");
    await send("POST", "servers/alpha/subscriptions/synced.alpha.example/plan", { plan: guid });
    expect(alpha().subscription("synced.alpha.example")).toMatchObject({ plan: guid });
    for (const path of ["partner10/keys/PLSK.10000001/features/nothing", "partner10/keys/PLSK.1/features/x"])
      expect((await send("DELETE", path)).status).toBe(400);
    expect((await send("DELETE", "flexCloud/servers/test_server_0013/textkeys/nothing")).status).toBe(400);
    expect((await send("DELETE", "partner10/keys/PLSK.10000001")).status).toBe(404);
  });
});

describe("the page in a browser", () => {
  inBrowser(
    "does by hand what people do in the vendors' web interfaces, and shows it at once",
    async (browser) => {
      const { page, complaints, requests } = await openPage(browser, `${sandbox.url}/`);
      const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
      const answer = async (text: string, yes: string) => {
        await page.getByRole("dialog").getByRole("textbox").fill(text);
        await press(yes);
      };
      const choose = async (label: string, yes: string) => {
        await page.getByRole("dialog").getByRole("combobox").selectOption({ label });
        await press(yes);
      };
      const outcome = (text: string) => page.getByText(text, { exact: true }).waitFor();
      const key = () => sandbox.partner30.key(13590916);

      await press("Rename: 13590916");
      await answer(hostile, "Rename");
      await page.getByRole("heading", { name: hostile }).waitFor();
      await press("Suspend: 13590916");
      await outcome("Key 13590916 is suspended.");
      await press("Take off: 13590916");
      await choose("FT-PLESK-5-LANGUAGE-PACKS-1M", "Take it off");
      await outcome("FT-PLESK-5-LANGUAGE-PACKS-1M is off key 13590916.");
      expect(key()).toMatchObject({
        nickname: hostile,
        suspended: true,
        items: [{ item: "PLESK-12-WEB-PRO-1M" }],
      });
      await press("Terminate: 13590916");
      await press("Cancel");
      expect(key().terminated).toBe(false);
      await press("Terminate: 13590916");
      await press("Terminate");
      await outcome("Terminated: key 13590916.");
      expect(key().terminated).toBe(true);
      expect(await page.getByRole("button", { name: ": 13590916" }).count()).toBe(0);

      await press("Take off: PLSK.10000001.0001");
      await choose("30_DOMAINS", "Take it off");
      await outcome("30_DOMAINS is off key PLSK.10000001.");
      await press("Make busy: test_server_0013");
      await outcome("test_server_0013 is busy.");
      expect(sandbox.flexCloud.server("test_server_0013").busy).toBe(true);

      const { guid } = alpha().subscription("synced.alpha.example");
      await press(`Move to a plan: alpha/${guid}`);
      await choose("Premium of admin", "Move");
      await outcome("synced.alpha.example has the plan Premium.");
      await press(`Lock: alpha/${guid}`);
      await outcome("synced.alpha.example is locked against syncing.");
      expect(alpha().subscription(guid)).toMatchObject({ plan: alpha().plan("Premium").guid, locked: true });

      await page.getByLabel("Which request").selectOption("createKey");
      await press("Let it happen");
      await outcome("It will happen once.");
      await expect(new Client(sandbox).buy()).rejects.toThrow();
      const order = page.locator('[data-list="orders"] li');
      await order.getByText("purchase").waitFor();
      await page.locator('[data-list="requests"] li').getByText("answerLost").waitFor();
      expect(await page.locator('[data-list="faults"] li').count()).toBe(0);

      sandbox.partner30.rename(13590917, "changed by a test");
      await page.getByRole("heading", { name: "changed by a test" }).waitFor();

      expect(complaints).toEqual([]);
      expect(requests.filter((address) => !address.startsWith(sandbox.url))).toEqual([]);
    },
  );

  full(inBrowser)("looks as the documentation shows it", async (browser) => {
    const { page } = await openPage(browser, `${sandbox.url}/`, { viewport: { width: 1280, height: 760 } });
    await new Client(sandbox).buy();
    sandbox.partner30.suspend(13590917);
    await page.locator('[data-list="orders"] li').waitFor();
    await expectPicture(page, "sandbox");
  });

  full(inBrowser)("fits a phone, and finds what is looked for", async (browser) => {
    const phone = { viewport: { width: 390, height: 844 }, colorScheme: "dark" as const };
    const { page } = await openPage(browser, `${sandbox.url}/`, phone);
    const keys = page.locator('[data-list="keys"] li');
    await keys.nth(3).waitFor();
    expect(await isTooWide(page)).toBe(false);
    await page.getByLabel("Show only what contains").fill("WEB-01");
    expect(await keys.count()).toBe(1);
  });

  full(inBrowser)("says when the sandbox is gone", async (browser) => {
    const other = await startSandbox();
    const { page } = await openPage(browser, `${other.url}/`);
    const live = page.getByText("Live").waitFor();
    await live.finally(() => other.close());
    await page.getByText("The sandbox does not answer").waitFor();
  });

  full(inBrowser)("changes nothing for a page from elsewhere", async (browser) => {
    const other = await startSandbox();
    try {
      const { page } = await openPage(browser, `${other.url}/elsewhere`);
      const sent = `fetch("${sandbox.url}/_sandbox/keys/13590916", { method: "POST", mode: "no-cors", body: '{"suspended":true}' }).then(({ type }) => type)`;
      expect(await page.evaluate(sent)).toBe("opaque");
      expect(sandbox.partner30.key(13590916).suspended).toBe(false);
    } finally {
      await other.close();
    }
  });
});

/** What a nickname must never become. */
const hostile = '<img src=x onerror="document.title=1"> \'"&amp;';

/** Node's fetch sets the headers itself that matter here. */
function statusOf(
  address: string,
  headers: Record<string, string>,
  body: string,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(address, { method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end(body);
  });
}
