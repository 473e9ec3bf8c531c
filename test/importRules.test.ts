import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

import { preProcessFile } from "typescript";

const root = dirname(__dirname);

/**
 * Who may import whom (first match wins). Paths are relative to the repository and begin with what
 * is allowed; everything else is a package or a built-in module. Resources never import from each other.
 */
const rules: readonly (readonly [from: RegExp, allowed: readonly (string | RegExp)[]])[] = [
  [/^provider\/index\.ts$/, [/^provider\/resources\/\w+\/(index|lookup)$/, "provider/host/provider"]],
  [/^provider\/native\.ts$/, ["provider/index", "provider/host/provider"]],
  // The permanent entry is where resources and host meet; nothing of the host knows a resource.
  [
    /^provider\/v1\.ts$/,
    ["provider/host/", "provider/converge/", "provider/resources/all", "@pulumi/pulumi"],
  ],
  // The plugin, likewise.
  [/^provider\/plugin\.ts$/, ["provider/host/native/main", "provider/resources/all", "provider/schema.json"]],
  [/^provider\/resources\/all\.ts$/, [/^provider\/resources\/\w+\/(spec|found|list)$/]],
  [/^provider\/resources\/inputs\.ts$/, ["provider/converge/resource", "zod"]],
  [/^provider\/resources\/\w+\/(index|lookup)\.ts$/, ["provider/host/", "./", "@pulumi/pulumi"]],
  [
    /^provider\/resources\/\w+\/(\w+\/)?(model|state|plan|differences|codec)\.ts$/,
    [
      "own",
      "zod",
      "node:net",
      "provider/converge/resource",
      "provider/resources/inputs",
      "provider/failure",
      /^provider\/apis\/\w+\/structures$/,
    ],
  ],
  [
    /^provider\/resources\/\w+\//,
    [
      "provider/apis/",
      "own",
      "provider/converge/resource",
      "provider/account",
      "provider/call",
      "provider/failure",
      "provider/similar",
    ],
  ],
  [
    /^provider\/apis\//,
    [
      "./",
      "provider/wire/",
      "provider/apis/",
      "provider/account",
      "provider/endpoint",
      "provider/failure",
      "zod",
    ],
  ],
  [/^provider\/wire\//, ["provider/failure", "./", "zod", "fast-xml-builder", "saxes"]],
  [
    /^provider\/transport\//,
    [
      "./",
      "provider/account",
      "provider/call",
      "provider/endpoint",
      "provider/failure",
      "undici",
      "p-queue",
      "node:",
    ],
  ],
  [/^provider\/converge\//, ["./", "provider/account", "provider/call", "provider/failure"]],
  // What speaks gRPC, by the stubs of Pulumi's SDK: they load nothing else of it.
  [
    /^provider\/host\/native\/(main|service|engine)\.ts$/,
    [
      "./",
      "provider/host/",
      "provider/converge/execute",
      "provider/failure",
      "@pulumi/pulumi/proto/",
      "@grpc/grpc-js",
      "google-protobuf",
    ],
  ],
  [
    /^provider\/host\/native\//,
    [
      "./",
      "provider/host/",
      "provider/converge/",
      "provider/settings",
      "provider/failure",
      "node:async_hooks",
    ],
  ],
  [
    /^provider\/host\//,
    [
      "./",
      "provider/converge/",
      "provider/transport/",
      "provider/settings",
      "provider/failure",
      "provider/call",
      "@pulumi/pulumi",
      "node:",
    ],
  ],
  [
    /^provider\/settings\//,
    [
      "./",
      "provider/converge/allowance",
      "provider/transport/",
      "provider/account",
      "provider/failure",
      "provider/similar",
      "node:",
    ],
  ],
  [/^provider\/(account|failure|similar)\.ts$/, []],
  [/^provider\/endpoint\.ts$/, ["provider/account"]],
  [/^provider\/call\.ts$/, ["provider/account", "provider/endpoint"]],
  [/^engine\/src\//, ["engine/src/", "@pulumi/pulumi", "@grpc/grpc-js", "google-protobuf", "yaml", "node:"]],
  [/^sandbox\/src\/(command|main)\.ts$/, ["sandbox/src/", "commander", "yaml", "node:"]],
  [/^sandbox\/src\//, ["sandbox/src/", "zod", "@rgrove/parse-xml", "node:"]],
  [/^testing\/index\.ts$/, ["plesk-sandbox", "pulumi-embedded-engine", "node:"]],
  [/^cli\/main\.ts$/, ["./", "provider/failure", "plesk-sandbox/command", "commander"]],
  [/^cli\/(files|progress|sideBySide)\.ts$/, ["node:"]],
  [/^cli\/project\.ts$/, ["provider/failure", "@pulumi/pulumi", "node:"]],
  [/^cli\/stackSettings\.ts$/, ["cli/project", "provider/settings", "@pulumi/pulumi"]],
  [/^cli\/report\/notify\//, ["./", "cli/report/", "provider/", "zod", "node:"]],
  // The three commands never import from each other.
  [
    /^cli\/(adopt|doctor|report)\//,
    [
      "./",
      /^cli\/(files|progress|project|sideBySide|stackSettings)$/,
      "provider/",
      "commander",
      "yaml",
      "zod",
      "@pulumi/pulumi",
      "node:",
    ],
  ],
  [/^tools\/schema\.ts$/, ["provider/settings", "provider/resources/", "typescript", "zod", "node:"]],
  [
    /^tools\/(fuzz|soak)\//,
    [
      ...["tools/", "provider/apis/", "provider/wire/", "provider/transport/"],
      ...["provider/call", "provider/endpoint", "provider/failure", "zod", "node:"],
    ],
  ],
  [/^tools\//, ["plesk-sandbox", "pulumi-embedded-engine", "@pulumi/pulumi", "node:"]],
];

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

function importsOf(file: string): string[] {
  return preProcessFile(readFileSync(join(root, file), "utf8")).importedFiles.map(({ fileName }) =>
    fileName.startsWith(".") ? normalize(join(dirname(file), fileName)) : fileName,
  );
}

function isAllowed(file: string, imported: string, allowed: readonly (string | RegExp)[]): boolean {
  return allowed.some((each) => {
    if (each instanceof RegExp) return each.test(imported);
    if (each === "./") return !relative(dirname(file), imported).startsWith("..");
    if (each === "own") return imported.startsWith(roomOf(file));
    return imported.startsWith(each);
  });
}

/** The folder of the resource that a file belongs to. */
function roomOf(file: string): string {
  return `${file.split("/").slice(0, 3).join("/")}/`;
}

/** The first circle of imports that is found, as the files on it. */
function circleIn(files: readonly string[]): string[] | undefined {
  const state = new Map<string, "open" | "done">();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (state.get(file) === "done") return undefined;
    if (state.get(file) === "open") return [...path.slice(path.indexOf(file)), file];
    state.set(file, "open");
    path.push(file);
    for (const imported of importsOf(file)) {
      const target = [`${imported}.ts`, join(imported, "index.ts")].find((each) => files.includes(each));
      const circle = target === undefined ? undefined : visit(target);
      if (circle !== undefined) return circle;
    }
    path.pop();
    state.set(file, "done");
    return undefined;
  };
  for (const file of files) {
    const circle = visit(file);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

describe("who imports whom", () => {
  const files = ["provider", "cli", "testing", "tools", "engine/src", "sandbox/src"].flatMap(filesBelow);

  it.each(files)("%s keeps to its layer", (file) => {
    const rule = rules.find(([from]) => from.test(file));
    expect(rule).toBeDefined();
    const forbidden = importsOf(file).filter((imported) => !isAllowed(file, imported, rule?.[1] ?? []));
    expect(forbidden).toEqual([]);
  });

  it("goes in no circle", () => {
    expect(circleIn(files)).toBeUndefined();
  });

  it("has exactly one user of the HTTP library", () => {
    expect(files.filter((file) => importsOf(file).includes("undici"))).toEqual([
      "provider/transport/send.ts",
    ]);
  });

  it("has exactly one reader of the environment and the configuration in the provider", () => {
    const readers = filesBelow("provider").filter((file) =>
      /process\.env|\bConfig\(/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(readers.sort()).toEqual(["provider/host/stackConfig.ts", "provider/settings/index.ts"].sort());
  });
});
