/**
 * The schema of the plugin `pulumi-resource-plesk`, from what is documented already: the interfaces that
 * programs are written against, the classes of the resources and the table of settings. Which numbers are whole
 * is in the rules of the inputs.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import * as ts from "typescript";
import { z } from "zod";

import { defaultInMarkdown, settingTables, type Setting } from "../provider/settings";
import { resources } from "../provider/resources/all";
import { inputs as licenseKeyInputs, listed as listedKeys } from "../provider/resources/licenseKey/model";
import { inputs as upgradeInputs } from "../provider/resources/pleskLicenseUpgrade/codec";
import {
  inputs as bindingInputs,
  listed as listedSubscriptions,
} from "../provider/resources/subscriptionPlanBinding/model";

/** The rules of the inputs of each resource. */
export const inputRules: Record<keyof typeof resources, z.ZodType> = {
  LicenseKey: licenseKeyInputs,
  PleskLicenseUpgrade: upgradeInputs,
  SubscriptionPlanBinding: bindingInputs,
};

/** The rules of what lists are asked by, which are documented where they stand. */
const listRules: Partial<Record<string, z.ZodType>> = {
  LicenseKey: listedKeys,
  SubscriptionPlanBinding: listedSubscriptions,
};

interface TypeSpec {
  type?: string;
  $ref?: string;
  items?: TypeSpec;
  additionalProperties?: TypeSpec;
  oneOf?: TypeSpec[];
}

interface PropertySpec extends TypeSpec {
  description?: string;
  secret?: true;
  willReplaceOnChanges?: true;
}

interface ObjectSpec {
  type: "object";
  description?: string;
  properties: Record<string, PropertySpec>;
  required?: string[];
}

interface ResourceSchema extends Omit<ObjectSpec, "type"> {
  inputProperties: Record<string, PropertySpec>;
  requiredInputs: string[];
  listInputs?: ObjectSpec;
  aliases: { type: string }[];
}

export interface Schema {
  name: string;
  version: string;
  types: Record<string, ObjectSpec>;
  resources: Record<string, ResourceSchema>;
  functions: Record<string, unknown>;
  [member: string]: unknown;
}

const root = findRoot(__dirname);
const entry = join(root, "provider", "index.ts");

/** Compiled tools lie one folder deeper. */
function findRoot(folder: string): string {
  const above = dirname(folder);
  return above.endsWith("dist") ? dirname(above) : above;
}

export function generateSchema(): Schema {
  return new Generator().schema();
}

/** What a member of an interface is to the outside. */
interface Member {
  name: string;
  type: ts.Type;
  isOptional: boolean;
  doc: string;
}

/** Where releases are: Pulumi downloads the plugin from there. */
const repository = "https://github.com/pulumi-plesk/pulumi-plesk";

class Generator {
  private readonly program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    resolveJsonModule: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    types: ["node"],
    noEmit: true,
  });
  private readonly checker = this.program.getTypeChecker();
  private readonly exported = this.exportsOf(entry);
  private readonly types = new Map<string, ObjectSpec>();
  private readonly integers = new Set([...wholeSettings, ...Object.values(inputRules).flatMap(integersIn)]);

  schema(): Schema {
    const { version, description, keywords, license, homepage } = JSON.parse(
      readFileSync(join(root, "package.json"), "utf8"),
    ) as Record<string, string> & { keywords: string[] };
    const made = Object.fromEntries(
      Object.values(resources).map((spec) => [`plesk:index:${spec.name}`, this.resource(spec)]),
    );
    const settings = this.settings();
    const provider = {
      description: this.docOf(this.exportOf("Provider")),
      inputProperties: settings,
    };
    const functions = { "plesk:index:getLicenseKey": this.lookUp() };
    const respect = { respectSchemaVersion: true };
    return {
      name: "plesk",
      displayName: "Plesk",
      version: version ?? "",
      description: description ?? "",
      keywords: [...keywords, "category/infrastructure", "kind/native"],
      license: license ?? "",
      homepage: homepage ?? "",
      repository,
      publisher: "pulumi-plesk",
      logoUrl: `${repository.replace("github.com", "raw.githubusercontent.com")}/main/docs/public/logo.svg`,
      pluginDownloadURL: "github://api.github.com/pulumi-plesk",
      config: { variables: settings },
      types: Object.fromEntries([...this.types].sort(([a], [b]) => (a < b ? -1 : 1))),
      provider,
      resources: made,
      functions,
      language: {
        nodejs: { packageName: "pulumi-plesk", ...respect },
        python: { packageName: "pulumi_plesk", pyproject: { enabled: true }, ...respect },
        go: { importBasePath: "pulumi-plesk/sdk/go/plesk", generateResourceContainerTypes: true, ...respect },
        csharp: { ...respect },
      },
    };
  }

  /** A resource: its arguments, and as outputs what it was declared as and what its class declares besides. */
  private resource({ name, secretOutputs = [] }: AnyResource): ResourceSchema {
    const symbol = this.exportOf(name);
    const inputs = this.objectOf(this.exportOf(`${name}Args`), name);
    const own = this.declaredOutputs(symbol, name, Object.keys(inputs.properties));
    for (const output of secretOutputs) Object.assign(own.properties[output] ?? {}, { secret: true });
    for (const spec of Object.values(inputs.properties))
      if (/\breplaces the (resource|binding)\b/.test(spec.description ?? ""))
        spec.willReplaceOnChanges = true;
    const { adopt } = inputs.properties;
    if (adopt !== undefined) adopt.secret = true;
    return {
      description: this.docOf(symbol),
      properties: { ...withoutReplacing(inputs.properties), ...own.properties },
      required: [...(inputs.required ?? []), ...(own.required ?? [])],
      inputProperties: inputs.properties,
      requiredInputs: inputs.required ?? [],
      ...listInputsOf(name),
      aliases: [{ type: `pulumi-nodejs:dynamic/plesk:${name}` }],
    };
  }

  private declaredOutputs(symbol: ts.Symbol, name: string, inputs: readonly string[]): ObjectSpec {
    const type = this.checker.getDeclaredTypeOfSymbol(symbol);
    const members = this.membersOf(type).filter(({ name: member }) => {
      const declaration = type.getProperty(member)?.valueDeclaration;
      return (
        !inputs.includes(member) &&
        declaration !== undefined &&
        ts.isPropertyDeclaration(declaration) &&
        declaration.getSourceFile().fileName.startsWith(join(root, "provider"))
      );
    });
    return this.objectFrom(members, name);
  }

  private lookUp(): unknown {
    const symbol = this.exportOf("getLicenseKey");
    const [signature] = this.checker.getTypeOfSymbol(symbol).getCallSignatures();
    const by = signature?.parameters[0];
    if (signature === undefined || by === undefined) throw new Error("getLicenseKey takes no argument");
    const inputs = this.mergedMembers(this.unionMembers(this.checker.getTypeOfSymbol(by)));
    const outputs = this.objectOf(this.exportOf("FoundLicenseKey"), "FoundLicenseKey");
    for (const [name, spec] of Object.entries(outputs.properties))
      if (name.startsWith("activation") && name !== "activationUid") spec.secret = true;
    return {
      description: this.docOf(symbol),
      inputs: this.objectFrom(
        inputs.map((member) => ({ ...member, isOptional: true, doc: lookUpWords[member.name] ?? "" })),
        "GetLicenseKey",
      ),
      outputs,
    };
  }

  /** The settings by their names without namespace, with the types that a Provider's arguments have. */
  private settings(): Record<string, PropertySpec> {
    const { general, partner30, partner10, flexCloud, pleskXml } = settingTables;
    const systems = { Partner30Args: partner30, Partner10Args: partner10, FlexCloudArgs: flexCloud };
    const flat = Object.entries(systems).flatMap(([name, table]) => {
      const { properties } = this.objectOf(this.exportOf(name), name);
      return Object.entries<Setting>(table).map(([member, setting]) =>
        this.setting(setting, properties[member] ?? {}),
      );
    });
    const limits = this.limits();
    const server = this.objectOf(this.exportOf("PleskServerArgs"), "PleskServer");
    for (const [member, { secret }] of Object.entries<Setting>(pleskXml))
      if (secret) Object.assign(server.properties[member] ?? {}, { secret });
    const servers = {
      description:
        "The Plesk servers by the names that resources use. Default: what environment variables such as `PLESK_SERVER_WEB_1_URL` say.",
      type: "object",
      additionalProperties: this.refTo("PleskServer", server),
      secret: true as const,
    };
    const stackWide = Object.values<Setting>(general).map((setting) =>
      this.setting(setting, setting.key === general.limits.key ? limits : this.plainSetting(setting)),
    );
    return Object.fromEntries([...stackWide, ...flat, ["servers", servers]]) as Record<string, PropertySpec>;
  }

  /** Settings without a default are texts. */
  private plainSetting({ key, default: value = "" }: Setting): TypeSpec {
    const isWhole = this.integers.has(key.replace("plesk:", ""));
    return { type: isWhole ? "integer" : typeof value };
  }

  /** Each limit has a default. */
  private limits(): TypeSpec {
    const symbol = this.exportsOf(join(root, "provider", "converge", "resource.ts")).get("Limits");
    const members = symbol && this.membersOf(this.checker.getDeclaredTypeOfSymbol(symbol));
    const optional = (members ?? []).map((member) => ({ ...member, isOptional: true }));
    return this.refTo("Limits", {
      ...this.objectFrom(optional, "Limits"),
      ...(symbol === undefined ? {} : { description: this.docOf(symbol) }),
    });
  }

  private setting(setting: Setting, { description: _, ...type }: PropertySpec): [string, PropertySpec] {
    const { key, env, meaning, secret } = setting;
    const fallback = "default" in setting ? ` Default: ${defaultInMarkdown(setting)}.` : "";
    const description = `${capital(meaning)}.${fallback} Environment variable: \`${env}\`.`;
    return [key.replace("plesk:", ""), { ...type, description, ...(secret ? { secret } : {}) }];
  }

  private objectOf(symbol: ts.Symbol, name: string): ObjectSpec {
    const type = this.checker.getDeclaredTypeOfSymbol(symbol);
    const description = this.docOf(symbol);
    return {
      ...this.objectFrom(this.membersOf(type), name),
      ...(description === "" ? {} : { description }),
    };
  }

  private objectFrom(members: readonly Member[], name: string): ObjectSpec {
    const properties = Object.fromEntries(
      members.map((member) => [member.name, this.property(member, `${name}${capital(member.name)}`)]),
    );
    const required = members.filter((member) => !this.isOptional(member)).map((member) => member.name);
    return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
  }

  private isOptional({ isOptional, type }: Member): boolean {
    return isOptional || this.alternatives(type).some(isNothing);
  }

  private property({ name, type, doc }: Member, suggested: string): PropertySpec {
    const description = `${doc}${oneOf(this.wordsOf(type))}`.trim();
    return { ...this.typeSpec(type, name, suggested, doc), description };
  }

  private typeSpec(type: ts.Type, name: string, suggested: string, doc: string): TypeSpec {
    const parts = this.alternatives(type).filter((part) => !isNothing(part));
    const objects = parts.filter((part) => this.isObject(part));
    const [list] = parts.filter((part) => this.checker.isArrayType(part));
    if (list !== undefined) {
      const [element = list] = this.checker.getTypeArguments(list as ts.TypeReference);
      return { type: "array", items: this.typeSpec(element, name, suggested.replace(/s$/, ""), doc) };
    }
    const scalars = [...new Set(parts.flatMap((part) => this.scalar(part, name)))];
    const specs: TypeSpec[] = [...scalars.map((scalar) => ({ type: scalar }))];
    if (objects.length > 0) specs.push(this.objectType(objects, suggested, doc));
    const [only, ...others] = specs;
    if (only === undefined)
      throw new Error(`${suggested}: there is no rule for ${this.checker.typeToString(type)}`);
    return others.length === 0 ? only : { oneOf: specs };
  }

  /** One object for all alternatives: what not all of them have is optional. */
  private objectType(objects: readonly ts.Type[], suggested: string, doc: string): TypeSpec {
    const [first] = objects;
    const index = first?.getStringIndexType();
    if (index !== undefined)
      return { type: "object", additionalProperties: this.typeSpec(index, "", suggested, doc) };
    const named = first?.symbol;
    if (objects.length === 1 && named !== undefined && named.name !== "__type") {
      const name = named.name.replace(/Args$/, "");
      return this.refTo(name, () => this.objectOf(named, name));
    }
    const merged = this.objectFrom(this.mergedMembers(objects), suggested);
    return this.refTo(suggested, doc === "" ? merged : { ...merged, description: doc });
  }

  private mergedMembers(objects: readonly ts.Type[]): Member[] {
    const all = objects.flatMap((object) => this.membersOf(object));
    const names = [...new Set(all.map(({ name }) => name))];
    return names.map((name) => {
      const same = all.filter((member) => member.name === name);
      const [member] = same as [Member];
      return { ...member, isOptional: member.isOptional || same.length < objects.length };
    });
  }

  /** A named type; one that has the same members as another one is that one. */
  private refTo(name: string, make: ObjectSpec | (() => ObjectSpec)): TypeSpec {
    const token = `plesk:index:${name}`;
    if (!this.types.has(token)) {
      const spec = typeof make === "function" ? make() : make;
      const twin = [...this.types].find(([, other]) => shapeOf(other) === shapeOf(spec));
      if (twin !== undefined) return { $ref: `#/types/${twin[0]}` };
      this.types.set(token, spec);
    }
    return { $ref: `#/types/${token}` };
  }

  private scalar(type: ts.Type, name: string): string[] {
    if (type.flags & ts.TypeFlags.StringLike) return ["string"];
    if (type.flags & ts.TypeFlags.BooleanLike) return ["boolean"];
    if (type.flags & ts.TypeFlags.NumberLike) return [this.integers.has(name) ? "integer" : "number"];
    return [];
  }

  private isObject(type: ts.Type): boolean {
    return (type.flags & ts.TypeFlags.Object) !== 0 && !this.checker.isArrayType(type);
  }

  private wordsOf(type: ts.Type): string[] {
    return this.alternatives(type).flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
  }

  /** The alternatives of a type, through `Input`, `Output` and `Promise`. */
  private alternatives(type: ts.Type): ts.Type[] {
    const alias = type.aliasSymbol?.name;
    const [inner] = type.aliasTypeArguments ?? [];
    if ((alias === "Input" || alias === "Output") && inner !== undefined) return this.alternatives(inner);
    if (type.isUnion()) {
      const parts = type.types.filter((part) => !isWrapped(part));
      const wrapped = type.types.filter(isWrapped).flatMap((part) => this.unwrapped(part));
      return [...new Set([...parts, ...(parts.some((part) => !isNothing(part)) ? [] : wrapped)])].flatMap(
        (part) => (part === type ? [part] : this.alternatives(part)),
      );
    }
    return isWrapped(type) ? this.unwrapped(type) : [type];
  }

  private unwrapped(type: ts.Type): ts.Type[] {
    const [inner] = type.aliasTypeArguments ?? this.checker.getTypeArguments(type as ts.TypeReference);
    return inner === undefined ? [] : this.alternatives(inner);
  }

  private unionMembers(type: ts.Type): ts.Type[] {
    return type.isUnion() ? type.types : [type];
  }

  private membersOf(type: ts.Type): Member[] {
    return this.checker.getPropertiesOfType(type).map((symbol) => ({
      name: symbol.name,
      type: this.checker.getTypeOfSymbol(symbol),
      isOptional: (symbol.flags & ts.SymbolFlags.Optional) !== 0,
      doc: this.docOf(symbol),
    }));
  }

  private docOf(symbol: ts.Symbol): string {
    return ts
      .displayPartsToString(symbol.getDocumentationComment(this.checker))
      .split(/\n{2,}/)
      .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, " "))
      .join("\n\n");
  }

  private exportOf(name: string): ts.Symbol {
    const found = this.exported.get(name);
    if (found === undefined) throw new Error(`provider/index.ts does not export ${name}`);
    return found;
  }

  private exportsOf(file: string): Map<string, ts.Symbol> {
    const source = this.program.getSourceFile(file);
    const module = source && this.checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} exports nothing`);
    return new Map(
      this.checker.getExportsOfModule(module).map((symbol) => {
        const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
        return [symbol.name, isAlias ? this.checker.getAliasedSymbol(symbol) : symbol];
      }),
    );
  }
}

interface AnyResource {
  name: string;
  secretOutputs?: readonly string[];
}

/** Settings that are counted. */
const wholeSettings = ["maxInFlight", "maxBody", "purchasesPerRun", "ownerMoves"];

const lookUpWords: Record<string, string> = {
  keyId: "The key's id.",
  activationCode: "The key's activation code.",
  nickname: "The whole nickname, with or without a marker.",
};

function isNothing(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) !== 0;
}

function isWrapped(type: ts.Type): boolean {
  const symbol = type.aliasSymbol ?? (type as { symbol?: ts.Symbol }).symbol;
  const name = symbol?.name;
  return name === "Input" || name === "Output" || name === "Promise" || name === "OutputInstance";
}

/** What a type consists of, without words. */
function shapeOf({ properties, required = [] }: ObjectSpec): string {
  const members = Object.entries(properties).map(
    ([name, { description: _, ...type }]) => [name, type] as const,
  );
  return JSON.stringify([
    Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1))),
    [...required].sort(),
  ]);
}

/** The names of the members that rules call whole numbers. */
function integersIn(rules: z.ZodType): string[] {
  const found: string[] = [];
  const visit = (value: unknown, name: string): void => {
    if (typeof value !== "object" || value === null) return;
    if ((value as { type?: unknown }).type === "integer") found.push(name);
    for (const [member, inner] of Object.entries(value)) visit(inner, member);
  };
  visit(z.toJSONSchema(rules, { io: "input" }), "");
  return found;
}

function listInputsOf(name: string): Pick<ResourceSchema, "listInputs"> {
  const rules = listRules[name];
  if (rules === undefined) return {};
  const { properties = {}, required = [] } = z.toJSONSchema(rules, { io: "input" });
  const members = Object.entries(properties).map(([member, rule]) => {
    const { type, description, enum: words } = rule as { type: string; description: string; enum?: string[] };
    return [member, { type, description: `${description}${oneOf(words)}` }];
  });
  return {
    listInputs: {
      type: "object",
      properties: Object.fromEntries(members) as Record<string, PropertySpec>,
      ...(required.length > 0 ? { required } : {}),
    },
  };
}

function oneOf(words: readonly string[] = []): string {
  return words.length > 1 ? ` One of: ${words.map((word) => `\`${word}\``).join(", ")}.` : "";
}

/** Only inputs replace. */
function withoutReplacing(properties: Record<string, PropertySpec>): Record<string, PropertySpec> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, { willReplaceOnChanges: _, ...spec }]) => [name, spec]),
  );
}

function capital(text: string): string {
  return text.replace(/^./, (first) => first.toUpperCase());
}
