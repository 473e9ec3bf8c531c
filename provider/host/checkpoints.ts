import { skipsCheckpoints, type Settings } from "../settings";

/** What a user should know who runs without checkpoints; undefined for all others. */
export function checkpointWarning(settings: () => Settings): string | undefined {
  if (!skipsCheckpoints()) return undefined;
  return `PULUMI_SKIP_CHECKPOINTS is set: a run that is killed leaves nothing in the state. ${wayOut(settings)}`;
}

function wayOut(settings: () => Settings): string {
  try {
    const minutes = Math.floor(settings().account("partner30").takeOverWindowMs / 60_000);
    return `Run \`pulumi up\` again within ${minutes} minutes (plesk:partner30TakeOverWindow): it finds the keys that were bought by their markers`;
  } catch {
    // Without an account no key is bought.
    return "Run `pulumi up` again: it looks first";
  }
}
