import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { z } from "zod";

import { generateSchema, inputRules, type Schema } from "../../tools/schema";

const file = join(__dirname, "..", "..", "provider", "schema.json");

let schema: Schema;
beforeAll(() => {
  schema = generateSchema();
});

test("is published as it follows from interfaces, settings and rules (UPDATE_SCHEMA=1 writes it)", () => {
  if (process.env.UPDATE_SCHEMA === "1") writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(schema);
});

test("says something of every type and every property", () => {
  const { types, resources, functions, provider } = schema as unknown as Record<
    string,
    Record<string, Described>
  >;
  const all = { ...types, ...resources, ...functions, provider: provider as unknown as Described };
  const silent = Object.entries(all).flatMap(([name, object]) => [
    ...(object.description ? [] : [name]),
    ...[
      object.properties,
      object.inputProperties,
      object.inputs?.properties,
      object.outputs?.properties,
    ].flatMap((properties = {}) =>
      Object.entries(properties).flatMap(([member, { description }]) =>
        description ? [] : [`${name}.${member}`],
      ),
    ),
  ]);
  expect(silent).toEqual([]);
});

interface Described {
  description?: string;
  properties?: Record<string, Described>;
  inputProperties?: Record<string, Described>;
  inputs?: Described;
  outputs?: Described;
}

describe.each(Object.entries(inputRules))("the rules of %s", (name, rules) => {
  const resource = () => schema.resources[`plesk:index:${name}`] as unknown as ObjectShape;

  it("know the properties of the schema, of its types, and no others", () => {
    const { inputProperties, requiredInputs } = resource();
    const { properties, required = [] } = z.toJSONSchema(rules, { io: "input" }) as RuleShape;
    // Who the resource is comes from the host, and so does the word for leaving onDelete out.
    const { __marker: _, ...declared } = properties ?? {};
    expect(propertiesOf({ properties: declared, required })).toEqual(
      propertiesOf({ properties: inputProperties, required: requiredInputs }),
    );
  });
});

interface ObjectShape {
  inputProperties: Record<string, Shape>;
  requiredInputs: string[];
}

interface Shape {
  type?: string;
  $ref?: string;
  items?: Shape;
  oneOf?: Shape[];
  additionalProperties?: Shape;
  properties?: Record<string, Shape>;
  required?: string[];
}

interface RuleShape extends Shape {
  anyOf?: RuleShape[];
  const?: unknown;
  enum?: unknown[];
}

/** One form for both: the type of each member, with a question mark where it may be left out. */
function propertiesOf({ properties = {}, required = [] }: Shape): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, spec]) => [
      required.includes(name) ? name : `${name}?`,
      formOf(spec),
    ]),
  );
}

function formOf(spec: RuleShape): unknown {
  const { $ref, items, type, additionalProperties } = spec;
  if ($ref !== undefined) return propertiesOf(schema.types[$ref.replace("#/types/", "")] as Shape);
  const alternatives = spec.anyOf ?? spec.oneOf;
  if (alternatives !== undefined) return alternativesOf(alternatives);
  if (items !== undefined) return [formOf(items)];
  if (spec.properties !== undefined) return propertiesOf(spec);
  if (typeof additionalProperties === "object") return { "*": formOf(additionalProperties) };
  return type ?? typeof (spec.const ?? spec.enum?.[0]);
}

/** Several objects are one in the schema, of optional members. */
function alternativesOf(alternatives: readonly RuleShape[]): unknown {
  const forms = alternatives.map(formOf);
  const objects = forms.filter((form) => typeof form === "object") as Record<string, unknown>[];
  const scalars = forms.filter((form) => typeof form !== "object");
  const merged =
    objects.length < 2
      ? objects
      : [
          Object.fromEntries(
            objects.flatMap(Object.entries).map(([name, form]) => [`${name.replace("?", "")}?`, form]),
          ),
        ];
  const all = [...scalars, ...merged];
  return all.length === 1 ? all[0] : all;
}
