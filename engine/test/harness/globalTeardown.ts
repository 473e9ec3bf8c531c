import { twinSummary } from "./twin";

/** The last word of a test run: whether the stories were told on the real engine too. */
export default function closeRun(): void {
  console.log(`\n${twinSummary()}`);
}
