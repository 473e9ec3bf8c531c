import type { Report, ReportedResource } from "../../../cli/report/schema";

/** A key whose nickname somebody changed by hand. */
export const renamedByHand: ReportedResource = {
  urn: "urn:web",
  type: "LicenseKey",
  name: "web",
  id: "20000001",
  class: "changed",
  action: "update",
  values: [{ path: "nickname", declared: "web", live: "by hand" }],
  sends: ['set the nickname to "web"'],
  marks: {},
  remarks: [],
};

/** A report on resources; what is not given is as `drift` would have it that found something. */
export function reportWith(resources: ReportedResource[], more: Partial<Report> = {}): Report {
  const counts: Report["counts"] = {};
  for (const { class: name } of resources) counts[name] = (counts[name] ?? 0) + 1;
  return {
    version: 1,
    command: "drift",
    project: "shop",
    stack: "dev",
    refreshed: true,
    exitCode: 7,
    counts,
    marks: {},
    resources,
    otherChanges: 0,
    problems: [],
    ...more,
  };
}
