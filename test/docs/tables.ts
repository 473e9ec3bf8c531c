import { classes, exitCodes } from "../../cli/report/classes";
import { jsonSchema } from "../../cli/report/schema";
import { refusals } from "../../provider/apis/flexCloud/refusals";
import { downgradeCodes, readCodes, upgradeCodes, type Codes } from "../../provider/apis/partner10/codes";
import { codes } from "../../provider/apis/pleskXml/errors";
import type { Meaning } from "../../provider/apis/meaning";
import { defaultInMarkdown, isRequired, settingTables, type Setting } from "../../provider/settings";
import { allAssumptions } from "plesk-sandbox";
import { assumptionTable } from "../harness/assumptionTable";
import { table } from "./table";

/** The tables of the documentation that are made from the product's own data. */
export const tables: Record<string, () => string> = {
  settings: () =>
    settings([
      ...Object.values<Setting>(settingTables.partner30),
      ...Object.values<Setting>(settingTables.general),
    ]),
  pleskXmlSettings: () => settings(Object.values<Setting>(settingTables.pleskXml)),
  partner10Settings: () => settings(Object.values<Setting>(settingTables.partner10)),
  flexCloudSettings: () => settings(Object.values<Setting>(settingTables.flexCloud)),
  codes: () =>
    table(
      ["code", "meaning", "tried again", "do"],
      Object.entries(codes).map(([number, { kind, meaning, next = "", loginRefused }]) => [
        number,
        meaning,
        kind === "busy" ? "yes, within the retry budget" : loginRefused ? "never, nor anything else" : "no",
        next,
      ]),
    ),
  upgradeCodes: () => resultCodes(upgradeCodes),
  downgradeCodes: () => resultCodes(downgradeCodes),
  readCodes: () => resultCodes(readCodes),
  flexCloudRefusals: () =>
    table(
      ["status", "root", "message", "meaning", "kind", "property", "do"],
      refusals.map(({ status, root, message, meaning, kind, property, next = "" }) => [
        String(status),
        root === undefined ? "any" : `\`${root}\``,
        message === undefined ? "any other" : `\`${message}\``,
        meaning,
        kindOf(kind),
        property === undefined ? "" : `\`${property}\``,
        next,
      ]),
    ),
  pleskQuestions: () => questions("pleskXml"),
  partner10Questions: () => questions("partner10"),
  flexCloudQuestions: () => questions("flexCloud"),
  assumptions: () =>
    table(
      ["question", "if it is so", "then"],
      assumptionTable.map(({ assumption, alternative, meaning }) => {
        const { question, alternatives } = questionOf(assumption);
        return [question, alternatives[alternative] ?? alternative, meaning];
      }),
    ),
  questions: () => questions("partner30"),
  report: () => table(["property", "type", "meaning"], properties(jsonSchema() as JsonSchema)),
  exitCodes: () => table(["exit code", "meaning"], Object.entries(exitCodes)),
  classes: () =>
    table(
      ["class", "meaning", "do"],
      Object.entries(classes).map(([name, { meaning, advice }]) => [
        `\`${name}\``,
        meaning,
        advice || "nothing",
      ]),
    ),
};

interface JsonSchema {
  type?: string;
  description?: string;
  const?: unknown;
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, JsonSchema>>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
}

/** A row for each property of a JSON Schema, those of its members below it. */
function properties(schema: JsonSchema, path = ""): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const here = `${path}${name}`;
    const within = [
      ...properties(member, `${here}.`),
      ...(member.items === undefined ? [] : properties(member.items, `${here}[].`)),
    ];
    return [[`\`${here}\``, typeOf(member), member.description ?? ""], ...within];
  });
}

function typeOf({ type, const: only, enum: some, additionalProperties, items }: JsonSchema): string {
  if (only !== undefined) return `\`${JSON.stringify(only)}\``;
  if (some !== undefined) return some.map((each) => `\`${JSON.stringify(each)}\``).join(", ");
  if (items !== undefined) return `list of ${typeOf(items)}`;
  if (typeof additionalProperties === "object") return `${typeOf(additionalProperties)} by name`;
  return type ?? "any value";
}

function settings(all: readonly Setting[]): string {
  return table(
    ["configuration key", "environment variable", "default", "meaning"],
    all.map((setting) => [
      `\`${setting.key}\`${setting.secret ? " (secret)" : ""}`,
      `\`${setting.env}\``,
      isRequired(setting) ? "required" : defaultInMarkdown(setting),
      setting.meaning,
    ]),
  );
}

function resultCodes(all: Codes): string {
  return table(
    ["code", "meaning", "kind", "property", "do"],
    Object.entries(all).map(([number, { meaning, kind, property, next = "" }]) => [
      number,
      meaning,
      kindOf(kind),
      property === undefined ? "" : `\`${property}\``,
      next,
    ]),
  );
}

/** The kinds that the tables of codes show, in words. */
function kindOf(kind: Meaning["kind"]): string {
  const words: Partial<Record<typeof kind, string>> = {
    done: "success",
    waits: "waited for, up to the deadline",
    busy: "tried again within the retry budget",
    unauthorized: "refused login",
    "not-visible": "not visible",
    "outcome-unknown": "unknown outcome, settled by reading",
  };
  return words[kind] ?? kind;
}

function questions(wanted: string): string {
  return table(
    ["assumption", "question", "default", "alternatives"],
    allAssumptions()
      .filter(({ system }) => system === wanted)
      .map(({ name, question, default: chosen, alternatives }) => [
        `\`${name}\``,
        question,
        `${chosen}: ${alternatives[chosen] ?? ""}`,
        Object.entries(alternatives)
          .filter(([alternative]) => alternative !== chosen)
          .map(([alternative, meaning]) => `${alternative}: ${meaning}`)
          .join("<br>"),
      ]),
  );
}

function questionOf(name: string) {
  const found = allAssumptions().find((each) => each.system === "partner30" && each.name === name);
  if (found === undefined) throw new Error(`no assumption ${name}`);
  return found;
}
