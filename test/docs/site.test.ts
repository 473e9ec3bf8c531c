import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromiumPath } from "../harness/browser";
import { full } from "../harness/full";
import { pages, root } from "./pages";

const minutes = 60_000;

/** Read as text: it is an ES module of the site's generator. */
const contents = readFileSync(join(root, "docs/.vitepress/sidebar.mts"), "utf8");

test("the site's contents name each page once", () => {
  const named = [...contents.matchAll(/link: "\/(.*?)"/g)].map(([, link = ""]) => link || "index");
  const written = pages("docs").map(({ path }) => path.slice("docs/".length, -".md".length));
  expect(named.sort()).toEqual(written.filter((path) => path !== "_index").sort());
});

// VitePress itself fails on links between pages that lead nowhere.
full(describe)("the site", () => {
  const folder = mkdtempSync(join(tmpdir(), "plesk-docs-"));
  const files = (): string[] => readdirSync(folder, { recursive: true }).map(String);
  const html = (): string[] => files().filter((file) => file.endsWith(".html"));

  beforeAll(() => {
    const vitepress = join(root, "node_modules", "vitepress", "bin", "vitepress.js");
    execFileSync(process.execPath, [vitepress, "build", "docs", "--outDir", folder], {
      cwd: root,
      stdio: "pipe",
    });
  }, 3 * minutes);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("has each page, and draws each diagram when it is built", () => {
    const written = pages("docs").filter(({ path }) => path !== "docs/_index.md");
    expect(html()).toHaveLength(written.length + 1);
    for (const { path, text } of written) {
      const page = readFileSync(join(folder, path.slice("docs/".length).replace(/md$/, "html")), "utf8");
      expect(page.split('class="diagram').length - 1).toBe(2 * (text.split("```mermaid").length - 1));
    }
  });

  it("links to anchors that there are", () => {
    const anchors = new Map(
      html().map((file) => [file, anchorsOf(readFileSync(join(folder, file), "utf8"))]),
    );
    for (const file of html()) {
      const text = readFileSync(join(folder, file), "utf8");
      for (const [, path = "", anchor = ""] of text.matchAll(/href="\/([^"#]*)#([^"]+)"/g)) {
        const target = path === "" ? "index.html" : `${path}.html`;
        expect({ file, anchor, there: anchors.get(target)?.includes(anchor) }).toEqual({
          file,
          anchor,
          there: true,
        });
      }
    }
  });

  it("loads nothing from elsewhere", () => {
    for (const file of html()) {
      const text = readFileSync(join(folder, file), "utf8");
      expect([...text.matchAll(/(?:src|<link[^>]* href)="(https?:)?\/\/[^"]*"/g)].map(String)).toEqual([]);
    }
  });

  it(
    "writes nothing to the console of a browser, where there is one",
    async () => {
      if (chromiumPath === undefined) {
        console.warn("SKIPPED: there is no Chromium on this machine");
        return;
      }
      const server = await serve(folder);
      try {
        const { port } = server.address() as AddressInfo;
        for (const file of ["index.html", "resources/license-key.html", "concepts/how-it-plans.html"]) {
          const printed = await open(chromiumPath, `http://127.0.0.1:${String(port)}/${file}`);
          expect(printed.dom).toContain("VPDoc");
          expect(printed.log).not.toContain(":CONSOLE");
        }
      } finally {
        server.close();
      }
    },
    3 * minutes,
  );
});

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/ id="([^"]+)"/g)].map(([, id = ""]) => id);
}

/** A page as a browser shows it once its scripts ran, and what the browser logged meanwhile. */
function open(browser: string, address: string): Promise<{ dom: string; log: string }> {
  const options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"];
  const dump = ["--virtual-time-budget=8000", "--dump-dom", address];
  return new Promise((resolve, reject) => {
    execFile(browser, [...options, ...dump], { maxBuffer: 64 << 20 }, (error, dom, log) => {
      if (error === null) resolve({ dom, log });
      else reject(new Error(log, { cause: error }));
    });
  });
}

const types: Record<string, string> = {
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
};

function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const file = join(folder, new URL(request.url ?? "/", "http://site").pathname);
    const found = existsSync(file) && statSync(file).isFile();
    const type = types[file.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    response.writeHead(found ? 200 : 404, { "Content-Type": type });
    response.end(found ? readFileSync(file) : "");
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve(server);
    });
  });
}
