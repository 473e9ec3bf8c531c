import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Page } from "playwright-core";

import { errorsPage } from "../../provider/host/help";
import { inBrowser, isTooWide, openPage, type Watched } from "../harness/browser";
import { full } from "../harness/full";
import { pages, root } from "./pages";

const minutes = 60_000;
const api = "reference/api/";

/** The pages that the site's contents name. Read as text: it is an ES module of the site's generator. */
const named = [
  ...readFileSync(join(root, "docs/.vitepress/sidebar.mts"), "utf8").matchAll(/link: "\/(.*?)"/g),
].map(([, link = ""]) => (/^$|\/$/.test(link) ? `${link}index` : link));

test("the site's contents name each page once", () => {
  const written = pages("docs").map(({ path }) => path.slice("docs/".length, -".md".length));
  expect(named.filter((path) => !path.startsWith(api)).sort()).toEqual(
    written.filter((path) => path !== "_index").sort(),
  );
});

test("the pages of the API are made of all that a program can import", () => {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    exports: Record<string, string | { types: string }>;
  };
  const { entryPoints } = JSON.parse(readFileSync(join(root, "docs/.vitepress/typedoc.json"), "utf8")) as {
    entryPoints: string[];
  };
  const sources = Object.values(exports).flatMap((target) =>
    typeof target === "string" ? [] : [target.types.replace("./dist/", "../../").replace(".d.ts", ".ts")],
  );
  expect(entryPoints).toEqual(sources);
});

describe("the versions of the site", () => {
  const folder = mkdtempSync(join(tmpdir(), "plesk-pages-"));
  const [site, published] = [join(folder, "site"), join(folder, "published")];
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("stand side by side, the newest release first, and lead to it without a folder", () => {
    for (const made of [site, join(site, "reference"), published]) mkdirSync(made);
    for (const file of ["index.html", "404.html", "reference/errors.html"])
      writeFileSync(join(site, file), "");
    const publish = (version: string): string => {
      addVersion(site, published, version);
      return readFileSync(join(published, "index.html"), "utf8");
    };
    expect(publish("next")).toContain('"next/"');
    expect(publish("v0.9.0")).toContain('"v0.9.0/"');
    expect(publish("v0.10.0-rc.1")).toContain('"v0.9.0/"');
    expect(publish("v0.10.0")).toContain('"v0.10.0/"');
    expect(publish("v0.9.1")).toContain('"v0.10.0/"');
    const errors = readFileSync(join(published, "reference/errors.html"), "utf8");
    expect(errors).toContain('"../v0.10.0/reference/errors"');
    const listed: unknown = JSON.parse(readFileSync(join(published, "versions.json"), "utf8"));
    expect(listed).toEqual(["v0.10.0", "v0.10.0-rc.1", "v0.9.1", "v0.9.0", "next"]);
  });
});

// VitePress itself fails on links between pages that lead nowhere.
full(describe)("the site", () => {
  const folder = mkdtempSync(join(tmpdir(), "plesk-docs-"));
  const published = join(folder, "pulumi-plesk");
  const version = join(published, "v0.1.0");
  const base = "/pulumi-plesk/v0.1.0/";
  const html = (): string[] =>
    readdirSync(version, { recursive: true })
      .map(String)
      .filter((file) => file.endsWith(".html"));
  const textOf = (file: string): string => readFileSync(join(version, file), "utf8");
  let server: Server;
  let address = "";

  beforeAll(async () => {
    const built = join(folder, "built");
    run("typedoc/bin/typedoc", "--options", "docs/.vitepress/typedoc.json");
    run("vitepress/bin/vitepress.js", "build", "docs", "--outDir", built);
    mkdirSync(published);
    for (const name of ["next", "v0.1.0"]) addVersion(built, published, name);
    server = await serve(folder);
    address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }, 5 * minutes);
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Everything is checked as it is published: below the folder of a version. */
  function run(script: string, ...args: string[]): void {
    const env = { ...process.env, DOCS_BASE: base };
    execFileSync(process.execPath, [join(root, "node_modules", script), ...args], {
      cwd: root,
      env,
      stdio: "pipe",
    });
  }

  /** Does the same on each page at the width of a phone and of a desk, and returns what is wrong with which. */
  async function problems(
    open: (options: { viewport: { width: number; height: number } }) => Promise<Watched>,
    look: (watched: Watched) => Promise<string[]>,
  ): Promise<string[]> {
    const found: string[] = [];
    for (const width of [390, 1280]) {
      const watched = await open({ viewport: { width, height: 844 } });
      for (const file of html().filter((name) => name !== "404.html")) {
        await watched.page.goto(`${address}${base}${file}`, { waitUntil: "networkidle" });
        found.push(...(await look(watched)).map((problem) => `${file}, ${String(width)} wide: ${problem}`));
      }
      await watched.page.close();
    }
    return found;
  }

  it("has each page, and draws each diagram when it is built", () => {
    expect(
      html()
        .map((file) => file.slice(0, -".html".length))
        .sort(),
    ).toEqual([...named, "404"].sort());
    for (const { path, text } of pages("docs").filter(({ path }) => path !== "docs/_index.md")) {
      const page = textOf(path.slice("docs/".length).replace(/md$/, "html"));
      expect(page.split('class="diagram').length - 1).toBe(2 * (text.split("```mermaid").length - 1));
    }
  });

  it("links to pages and anchors that there are, also from what the doc comments made", () => {
    const anchors = new Map(html().map((file) => [file, anchorsOf(textOf(file))]));
    const link = new RegExp(`href="${base}([^"#]*?)(?:\\.html)?(?:#([^"]+))?"`, "g");
    for (const file of html()) {
      for (const [, path = "", anchor] of textOf(file).matchAll(link)) {
        if (/\.(?:css|js|svg|woff2)$/.test(path)) continue;
        const target = /^$|\/$/.test(path) ? `${path}index.html` : `${path}.html`;
        const there = anchors.get(target);
        expect([file, target, there !== undefined]).toEqual([file, target, true]);
        if (anchor !== undefined) expect(there).toContain(anchor);
      }
    }
  });

  it("describes each argument and each output", () => {
    const made = readFileSync(join(root, "docs", api, "pulumi-plesk.md"), "utf8");
    expect(made).toContain("### LicenseKeyArgs");
    // A row of a table whose last column, the description, is empty.
    expect(made.match(/^\| <a id.*\| - \|$/gm)).toBeNull();
  });

  it("loads nothing from elsewhere", () => {
    for (const file of html())
      expect(
        [...textOf(file).matchAll(/(?:src|<link[^>]* href)="(https?:)?\/\/[^"]*"/g)].map(String),
      ).toEqual([]);
  });

  inBrowser(
    "fits a phone and a desk, asks nobody else for anything and has nothing to complain about",
    async (browser) => {
      const found = await problems(
        (options) => openPage(browser, `${address}${base}`, options),
        async ({ page, complaints, requests }) => [
          ...complaints.splice(0),
          ...requests.splice(0).filter((each) => !each.startsWith(address)),
          ...((await isTooWide(page)) ? ["is too wide"] : []),
          ...((await page.locator(".vp-doc h1").count()) === 1 ? [] : ["has no title of its own"]),
        ],
      );
      expect(found).toEqual([]);
    },
    10 * minutes,
  );

  inBrowser("finds pages by their words, without a network", async (browser) => {
    const { page, complaints } = await openPage(browser, `${address}${base}`);
    for (const [words, title] of [
      ["LicenseItemArgs", "LicenseItemArgs"],
      ["interrupted", "Interrupted runs"],
    ] as const) {
      await page.keyboard.press("Control+k");
      await page.locator("#localsearch-input").fill(words);
      await page.locator(".result", { hasText: title }).first().click();
      await page.waitForURL((url) => url.pathname !== base);
      expect(await page.locator(".vp-doc").innerText()).toContain(title);
    }
    expect(complaints).toEqual([]);
  });

  inBrowser("shows what a message links to, in the newest version", async (browser) => {
    const { pathname } = new URL(errorsPage);
    const { page } = await openPage(browser, `${address}${pathname}#busy`);
    await page.waitForURL(`${address}${base}reference/errors#busy`);
    expect(await page.locator("#busy").count()).toBe(1);
  });

  inBrowser("goes from one version to another by its menu, on a desk and on a phone", async (browser) => {
    for (const [width, open] of [
      [1280, () => Promise.resolve()],
      [390, (page: Page) => page.locator(".VPNavBarHamburger").click()],
    ] as const) {
      const { page } = await openPage(browser, `${address}${base}`, { viewport: { width, height: 844 } });
      await open(page);
      const menu = page.locator(".versions select").locator("visible=true");
      expect(await menu.inputValue()).toBe("v0.1.0");
      await menu.selectOption("next");
      await page.waitForURL(`${address}/pulumi-plesk/next/`);
      await page.close();
    }
  });
});

function addVersion(site: string, published: string, version: string): void {
  execFileSync(process.execPath, [join(root, "tools/pages.mjs"), site, published, version], {
    stdio: "pipe",
  });
}

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/ id="([^"]+)"/g)].map(([, id = ""]) => id);
}

const types: Record<string, string> = {
  html: "text/html",
  js: "text/javascript",
  json: "application/json",
  css: "text/css",
  svg: "image/svg+xml",
};

/** As GitHub serves pages: `/page` is the file `page.html`, and a folder is its index. */
function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const path = join(folder, new URL(request.url ?? "/", "http://site").pathname);
    const file = [path, `${path}.html`, join(path, "index.html")].find(
      (each) => existsSync(each) && statSync(each).isFile(),
    );
    const type = types[file?.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    response.writeHead(file === undefined ? 404 : 200, { "Content-Type": type });
    response.end(file === undefined ? "" : readFileSync(file));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve(server);
    });
  });
}
