import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

import { preProcessFile } from "typescript";

const root = dirname(__dirname);

/**
 * Who may import whom (first match wins). Paths are relative to the repository and begin with what
 * is allowed; everything else is a package or a built-in module. Resources import each other's nothing.
 */
const rules: readonly (readonly [from: RegExp, allowed: readonly (string | RegExp)[]])[] = [
  [/^provider\/index\.ts$/, [/^provider\/resources\/\w+\/(index|lookup)$/, "provider/host/provider"]],
  [/^provider\/resources\/\w+\/(index|lookup)\.ts$/, ["provider/host/", "./", "@pulumi/pulumi"]],
  [
    /^provider\/resources\/\w+\/(operations|find|addresses|answers|plans|\w*[cC]hanges)\.ts$/,
    ["provider/apis/", "./", "provider/resource", "provider/endpoint", "provider/failure"],
  ],
  [
    /^provider\/resources\/\w+\/(model|\w*[pP]lan|operationClasses|steps)\.ts$/,
    [
      "./",
      "zod",
      "node:net",
      "provider/resource",
      "provider/inputs",
      "provider/failure",
      /^provider\/apis\/\w+\/structures$/,
    ],
  ],
  [/^provider\/apis\//, ["./", "provider/wire/", "provider/endpoint", "provider/failure", "zod"]],
  [/^provider\/wire\//, ["provider/failure", "./", "zod", "xmlbuilder2", "fast-xml-parser"]],
  [
    /^provider\/transport\//,
    ["./", "provider/endpoint", "provider/failure", "provider/resource", "undici", "p-queue", "node:"],
  ],
  // The permanent entry is where resources and host meet; nothing else of the host knows a resource.
  [
    /^provider\/host\/v1\.ts$/,
    ["./", "provider/transport/", /^provider\/resources\/\w+\/operations$/, "@pulumi/pulumi"],
  ],
  [
    /^provider\/host\//,
    [
      "./",
      "provider/transport/",
      "provider/settings",
      "provider/failure",
      "provider/endpoint",
      "provider/resource",
      "@pulumi/pulumi",
      "node:",
    ],
  ],
  [
    /^provider\/settings(\/\w+)?\.ts$/,
    ["provider/settings/", "provider/transport/", "provider/endpoint", "provider/failure"],
  ],
  [/^provider\/(failure|endpoint|resource)\.ts$/, ["provider/failure", "provider/endpoint"]],
  [/^provider\/inputs\.ts$/, ["provider/resource", "zod"]],
  [
    /^testing\/engine\//,
    [
      "testing/engine/",
      "@pulumi/pulumi",
      "@grpc/grpc-js",
      "google-protobuf",
      "commander",
      "js-yaml",
      "node:",
    ],
  ],
  [/^testing\/sandbox\//, ["testing/sandbox/", "zod", "saxes", "node:"]],
  [/^testing\/index\.ts$/, ["testing/"]],
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
    return each === "./" ? !relative(dirname(file), imported).startsWith("..") : imported.startsWith(each);
  });
}

describe("who imports whom", () => {
  const files = ["provider", "testing"].flatMap(filesBelow);

  it.each(files)("%s keeps to its layer", (file) => {
    const rule = rules.find(([from]) => from.test(file));
    expect(rule).toBeDefined();
    const forbidden = importsOf(file).filter((imported) => !isAllowed(file, imported, rule?.[1] ?? []));
    expect(forbidden).toEqual([]);
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
    expect(readers.sort()).toEqual(["provider/host/stackConfig.ts", "provider/settings.ts"].sort());
  });
});
