import { z } from "zod";

import { CLASSES } from "./classes";

const marks = z.record(z.string(), z.int()).describe("How often each mark is in `sends`, e.g. buys");

const value = z
  .strictObject({
    path: z.string().describe("The property, e.g. plan.name; members of a list are under the list's path"),
    declared: z.unknown().optional().describe("What the program says; absent where it says nothing"),
    recorded: z
      .unknown()
      .optional()
      .describe("What the state held, of values that no program declares, e.g. whether a key is terminated"),
    live: z
      .unknown()
      .optional()
      .describe("What is there, or was at the last look where none was taken; absent where nothing is"),
  })
  .describe("One value that is not as it should be");

const purchase = {
  name: z
    .string()
    .exactOptional()
    .describe("The item, upgrade plan or add-on; absent where only `pulumi up` will know it"),
  quantity: z.int(),
};

export const period = z.enum(["month", "quarter", "year", "once"]).describe("How often it is paid");

const costs = z
  .strictObject({
    file: z.string().describe("The price file"),
    items: z
      .array(
        z.strictObject({
          ...purchase,
          prices: z
            .array(z.strictObject({ amount: z.string(), currency: z.string(), period }))
            .optional()
            .describe("What one costs; absent where the file does not know it"),
        }),
      )
      .describe("All that would be bought, each name once"),
    totals: z
      .array(
        z.strictObject({
          currency: z.string(),
          perMonth: z
            .string()
            .describe("A decimal number; of a year's price a twelfth, of a quarter's a third"),
          once: z.string(),
        }),
      )
      .describe("A sum for each currency, of what has a price"),
    unknown: z.int().describe("How many of what would be bought have no price there: they are in no total"),
  })
  .describe("What the next `pulumi up` would buy, by a price file; only with --prices");

const resource = z
  .strictObject({
    urn: z.string(),
    type: z.string().describe("LicenseKey, SubscriptionPlanBinding, ..."),
    name: z.string().describe("Its name in the program"),
    stack: z.string().exactOptional().describe("Its stack; only in a report of several"),
    id: z.string().optional().describe("Absent before it is made"),
    class: z.enum(CLASSES).describe("How it was found"),
    action: z
      .enum(["none", "create", "update", "replace", "delete", "retain", "unknown"])
      .describe("What the next `pulumi up` does; retain: it leaves the state and stays as it is"),
    values: z.array(value),
    sends: z.array(z.string()).describe("The requests of the next `pulumi up`, in words, with their marks"),
    marks,
    buys: z
      .array(z.strictObject(purchase))
      .optional()
      .describe("What the next `pulumi up` would buy for it; absent where that is nothing"),
    remarks: z.array(z.string()).describe("What the provider remarked on it"),
    problem: z.string().optional().describe("Why it could not be read or planned"),
  })
  .describe("A resource of pulumi-plesk");

const exitCode = z.literal([0, 1, 7, 8]);

const counts = z
  .partialRecord(z.enum(CLASSES), z.int())
  .describe("How many resources of each class there are");

/** What `drift` and `plan` report, as `--format json` writes it. */
export const report = z
  .strictObject({
    version: z.literal(1),
    command: z.enum(["drift", "plan"]),
    project: z.string(),
    stack: z.string().describe("Its name; of several how many they are, e.g. `50 stacks`"),
    stacks: z
      .array(
        z.strictObject({
          stack: z.string(),
          project: z.string(),
          exitCode,
          counts,
        }),
      )
      .exactOptional()
      .describe("What was found in each; only in a report of several, which `merge` makes"),
    destroy: z
      .literal(true)
      .optional()
      .describe("It is about the next `pulumi destroy`, and not about the next `pulumi up`"),
    refreshed: z.boolean().describe("Whether the systems were asked; else state and program were compared"),
    exitCode,
    counts,
    marks,
    costs: costs.optional(),
    resources: z.array(resource).describe("The gravest class first, then by type and name"),
    otherChanges: z.int().describe("How many resources of other providers would change too"),
    problems: z.array(z.string()).describe("What kept the command from looking at everything"),
  })
  .meta({ title: "Report of pulumi-plesk drift and pulumi-plesk plan" });

export type Report = z.infer<typeof report>;
export type Costs = z.infer<typeof costs>;
export type ReportedResource = z.infer<typeof resource>;
export type ReportedValue = z.infer<typeof value>;

/** The published schema, for readers in other languages: `pulumi-plesk/schema/report.json`. */
export function jsonSchema(): unknown {
  return z.toJSONSchema(report);
}
