import { pleskLicenseUpgrade } from "../../../../provider/resources/pleskLicenseUpgrade/spec";

/** What a check says of inputs, one sentence for each failure. */
export function failuresOf(inputs: Record<string, unknown>, unknown: string[] = []): string[] {
  const parsed = pleskLicenseUpgrade.codec.parseInputs(inputs, unknown);
  return "failures" in parsed ? parsed.failures.map(({ property, reason }) => `${property}: ${reason}`) : [];
}
