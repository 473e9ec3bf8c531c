import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** The Chromium of this machine: the one that CHROMIUM_PATH names, else one on PATH; undefined where there is none. */
export const chromiumPath = [
  process.env.CHROMIUM_PATH ?? "",
  ...["chromium", "chromium-browser", "google-chrome", "chrome"].flatMap((name) =>
    (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)),
  ),
].find(isExecutable);

/** A test in a real browser; where there is none it is skipped and says so. */
export function inBrowser(name: string, run: (browser: Browser) => Promise<void>, timeout?: number): void {
  if (chromiumPath === undefined) {
    test.skip(`${name} (no Chromium: install it, or set CHROMIUM_PATH)`, () => undefined);
    return;
  }
  test(name, () => withBrowser(run), timeout);
}

/** Where there is no browser, nothing runs, and that is said. */
export async function withBrowser(run: (browser: Browser) => Promise<void>): Promise<void> {
  if (chromiumPath === undefined) {
    console.warn("SKIPPED: there is no Chromium on this machine, and CHROMIUM_PATH names none");
    return;
  }
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
  try {
    await run(browser);
  } finally {
    await browser.close();
  }
}

/** A page, and what nobody wants to see of it. */
export interface Watched {
  page: Page;
  /** Errors and warnings of the console, and failures of scripts. */
  complaints: string[];
  /** The addresses that it asked for. */
  requests: string[];
}

/** Opens an address in a page of its own. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(address);
  return { page, complaints, requests };
}

/** The documentation shows this page in docs/images/; UPDATE_PICTURES=1 takes the picture anew. */
export async function expectPicture(page: Page, name: string): Promise<void> {
  const path = join(__dirname, "../../docs/images", `${name}.png`);
  if (process.env.UPDATE_PICTURES === "1") await page.screenshot({ path, animations: "disabled" });
  expect(existsSync(path)).toBe(true);
}

/** The same of a page that is one text, for a desk and for a phone at night. */
export function expectPictures(html: string, name: string): Promise<void> {
  const address = `data:text/html;base64,${Buffer.from(html).toString("base64")}`;
  return withBrowser(async (browser) => {
    const desk = await openPage(browser, address, { viewport: { width: 1280, height: 900 } });
    await expectPicture(desk.page, name);
    const night = { viewport: { width: 390, height: 844 }, colorScheme: "dark" } as const;
    const phone = await openPage(browser, address, night);
    await expectPicture(phone.page, `${name}-phone`);
    expect([...desk.complaints, ...phone.complaints]).toEqual([]);
  });
}

/** Whether a page is wider than its window, so that a phone would have to scroll sideways. */
export function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
