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

const resource = z
  .strictObject({
    urn: z.string(),
    type: z.string().describe("LicenseKey, SubscriptionPlanBinding, ..."),
    name: z.string().describe("Its name in the program"),
    id: z.string().optional().describe("Absent before it is made"),
    class: z.enum(CLASSES).describe("How it was found"),
    action: z
      .enum(["none", "create", "update", "replace", "delete", "retain", "unknown"])
      .describe("What the next `pulumi up` does; retain: it leaves the state and stays as it is"),
    values: z.array(value),
    sends: z.array(z.string()).describe("The requests of the next `pulumi up`, in words, with their marks"),
    marks,
    remarks: z.array(z.string()).describe("What the provider remarked on it"),
    problem: z.string().optional().describe("Why it could not be read or planned"),
  })
  .describe("A resource of pulumi-plesk");

/** What `drift` and `plan` report, as `--format json` writes it. */
export const report = z
  .strictObject({
    version: z.literal(1),
    command: z.enum(["drift", "plan"]),
    project: z.string(),
    stack: z.string(),
    destroy: z
      .literal(true)
      .optional()
      .describe("It is about the next `pulumi destroy`, and not about the next `pulumi up`"),
    refreshed: z.boolean().describe("Whether the systems were asked; else state and program were compared"),
    exitCode: z.literal([0, 1, 7, 8]),
    counts: z.partialRecord(z.enum(CLASSES), z.int()).describe("How many resources of each class there are"),
    marks,
    resources: z.array(resource).describe("The gravest class first, then by type and name"),
    otherChanges: z.int().describe("How many resources of other providers would change too"),
    problems: z.array(z.string()).describe("What kept the command from looking at everything"),
  })
  .meta({ title: "Report of pulumi-plesk drift and pulumi-plesk plan" });

export type Report = z.infer<typeof report>;
export type ReportedResource = z.infer<typeof resource>;
export type ReportedValue = z.infer<typeof value>;

/** The published schema, for readers in other languages: `pulumi-plesk/schema/report.json`. */
export function jsonSchema(): unknown {
  return z.toJSONSchema(report);
}
