import { readFileSync } from "node:fs";
import { join } from "node:path";

import * as pulumi from "@pulumi/pulumi";
import * as ts from "typescript";

import { Provider, type ProviderArgs } from "../../../provider";
import * as native from "../../../provider/native";
import { defaultInMarkdown, isRequired, settingTables, type Setting } from "../../../provider/settings";
import { record } from "./monitor";

const secretSign = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

async function registered(args: ProviderArgs, envVarMappings?: Record<string, string>) {
  const { registrations } = await record(
    () => new Provider("east", args, envVarMappings ? { envVarMappings } : {}),
  );
  const found = registrations.get("east");
  if (found === undefined) throw new Error("it was not registered");
  return found;
}

/** The members of an interface and of those that it extends, each with its doc comment on one line. */
function membersOf(name: string): Record<string, string> {
  const found = source.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === name);
  if (found === undefined || !ts.isInterfaceDeclaration(found)) throw new Error(`no interface ${name}`);
  const inherited = (found.heritageClauses ?? []).flatMap(({ types }) => types.map((type) => type.getText()));
  return Object.assign(
    {},
    ...inherited.map(membersOf),
    ...found.members.map((member) => ({ [member.name?.getText() ?? ""]: commentOf(member) })),
  ) as Record<string, string>;
}

function commentOf(node: ts.Node): string {
  const comments = ts.getJSDocCommentsAndTags(node).map((each) => ts.getTextOfJSDocComment(each.comment));
  return comments.join(" ").replace(/\s+/g, " ");
}

const file = join(__dirname, "../../../provider/host/provider.ts");
const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);

/** What hovering over an argument shows: the setting's own words. */
function hoverText(setting: Setting): string {
  const { meaning, secret, env } = setting;
  const rotates = secret ? ", which also rotates without a diff" : "";
  const fallback = isRequired(setting) ? `\`${env}\`${rotates}` : defaultInMarkdown(setting);
  const sentence = meaning.replace(/^./, (first) => first.toUpperCase());
  return `${sentence}${secret ? "; kept secret" : ""}. Default: ${fallback}.`;
}

describe("the arguments of an explicit provider", () => {
  it.each([
    ["Partner30Args", "partner30"],
    ["Partner10Args", "partner10"],
    ["FlexCloudArgs", "flexCloud"],
    ["PleskServerArgs", "pleskXml"],
  ] as const)("are, for %s, the settings of %s in their own words, with their defaults", (name, system) => {
    const expected = Object.entries<Setting>(settingTables[system]).map(([member, setting]) => [
      member,
      hoverText(setting),
    ]);
    expect(membersOf(name)).toEqual(Object.fromEntries(expected));
  });
});

describe("an explicit provider", () => {
  it.each(["partner30", "partner10", "flexCloud"] as const)(
    "takes every setting of %s under the name without its prefix, as text, the password as a secret",
    async (system) => {
      const table: Record<string, Setting> = settingTables[system];
      const args = Object.fromEntries(Object.keys(table).map((name) => [name, `my ${name}`]));
      const { inputs } = await registered({ [system]: args });
      const expected = Object.entries(table).map(([name, { key, secret }]) => [
        key,
        secret ? { ...secretSign, value: `my ${name}` } : `my ${name}`,
      ]);
      expect(inputs).toEqual(Object.fromEntries(expected));
      expect(table.password?.secret).toBe(true);
    },
  );

  it("takes numbers, and leaves out what is left out", async () => {
    const { inputs } = await registered({
      partner10: { url: "https://ka.example:7050/", timeout: 30 },
      flexCloud: { requestsPerSecond: 0.5 },
    });
    expect(inputs).toEqual({
      "plesk:partner10Url": "https://ka.example:7050/",
      "plesk:partner10Timeout": "30",
      "plesk:flexCloudRequestsPerSecond": "0.5",
    });
  });

  it("renames environment variables for itself alone", async () => {
    const mappings = { EAST_LOGIN: "PLESK_PARTNER10_LOGIN", EAST_CLOUD: "PLESK_FLEX_CLOUD_PASSWORD" };
    const { request, inputs } = await registered({}, mappings);
    const { PATH: named = "", ...renamed } = Object.fromEntries(request.envvarmappingsMap);
    expect(renamed).toEqual(mappings);
    // The engine passes over variables that are not set; the provider process can tell. Shells hand on such names only.
    expect(named).toMatch(/^[A-Z_]+[0-9a-f]+$/);
    // As 0.1.0 left it in states: an input more would be a change.
    expect(inputs).toEqual({});
  });
});

describe("the options of an explicit provider", () => {
  it.each([
    ["pulumi-plesk", Provider],
    ["pulumi-plesk/native", native.Provider],
  ])("reach the engine with envVarMappings and without: %s", async (_, Made) => {
    const { registrations } = await record(() => {
      const parent = new pulumi.ComponentResource("test:index:Region", "region");
      new Made("plain", {}, { protect: true, parent });
      new Made("mapped", {}, { protect: true, parent, envVarMappings: { EAST: "PLESK_PARTNER30_URL" } });
    });
    expect(registrations.get("plain@region")?.request.protect).toBe(true);
    expect(registrations.get("mapped@region")?.request.protect).toBe(true);
  });
});
