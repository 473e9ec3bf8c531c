import { parse } from "yaml";
import { z } from "zod";

import { parseRaw, requirement } from "../../provider/resources/inputs";
import { readNamed } from "../files";
import { decimal } from "./money";
import { period } from "./schema";

/** How often a price is paid, and how many times in a year. */
export const periods = { month: 12n, quarter: 4n, year: 1n, once: 0n } as const;

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, requirement('must be the three letters of a currency, e.g. "EUR"'))
  .describe("The currency, by its three letters");

// A number is read as it is written, so that 9.50 and 0.1 are what they look like.
const amount = z
  .string()
  .regex(
    decimal,
    requirement(
      "must be a decimal number such as 9.50: no sign, no currency, no comma, at most six digits behind the point",
    ),
  )
  .describe("What one costs, e.g. 9.50")
  .meta({ type: ["string", "number"] });

const price = z
  .strictObject({ amount, currency: currency.exactOptional(), period: period.exactOptional() })
  .describe("What has to be paid");

export const priceFile = z
  .strictObject({
    version: z.literal("1").meta({ type: ["string", "number"], const: undefined, enum: [1, "1"] }),
    currency: currency.exactOptional(),
    period: period.exactOptional(),
    prices: z
      .record(
        z.string(),
        z.union(
          [price, z.array(price).min(1)],
          requirement("must be an object such as { amount: 9.50 }, or a list of such"),
        ),
      )
      .describe(
        "By the vendor's name of an item, an upgrade plan or an add-on; a list where several things are paid",
      ),
  })
  .meta({ title: "Price file of pulumi-plesk plan --prices" });

/** What one of something costs: all parts of it. */
export type Price = Required<z.infer<typeof price>>;

export interface Prices {
  file: string;
  /** Undefined for what the file does not know. */
  of: (name: string) => readonly Price[] | undefined;
}

/** Reads a price file, YAML or JSON. Throws one sentence that names all properties that are wrong. */
export function readPrices(file: string): Prices {
  const text = readNamed(file, "--prices");
  const parsed = parseRaw(priceFile, valuesIn(text, file));
  if ("failures" in parsed)
    throw wrong(
      file,
      parsed.failures.map(({ property, reason }) => `${property} ${reason}`.trim()),
    );
  const { version: _, prices, ...defaults } = parsed.data;
  const incomplete: string[] = [];
  const known = new Map(
    Object.entries(prices).map(([name, given]) => {
      const parts = [given].flat().map((each) => ({ ...defaults, ...each }));
      for (const member of ["currency", "period"] as const)
        if (parts.some((each) => each[member] === undefined))
          incomplete.push(`prices.${name}.${member} is missing, and the file has no ${member} for all`);
      return [name, parts as Price[]];
    }),
  );
  if (incomplete.length > 0) throw wrong(file, incomplete);
  return { file, of: (name) => known.get(name) };
}

/** All scalars as the texts that stand there: no number is rounded on its way. */
function valuesIn(text: string, file: string): unknown {
  try {
    return parse(text, { schema: "failsafe" });
  } catch (error) {
    throw wrong(file, [(error as Error).message.split("\n")[0]?.replace(/:$/, "") ?? ""]);
  }
}

function wrong(file: string, faults: readonly string[]): Error {
  return new Error(`The price file ${file} is not valid: ${faults.join("; ")}`);
}

/** The published schema, for editors: `pulumi-plesk/schema/prices.json`. */
export function priceFileSchema(): unknown {
  return z.toJSONSchema(priceFile, { io: "input" });
}
