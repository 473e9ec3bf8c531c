/** Takes one shard after the other, `width` at a time; a line for each that has ended. One that fails stops no other. */
export async function overAll({ shards, width, isStopping }, visit) {
  const outcomes = [];
  const waiting = shards.values();
  const lane = async () => {
    for (const shard of waiting) {
      if (isStopping()) return;
      const start = Date.now();
      const outcome = await visit(shard).then(
        (words) => ({ shard, words }),
        (error) => ({ shard, words: `failed: ${reasonOf(error)}`, error }),
      );
      outcomes.push(outcome);
      const failed = outcomes.filter(({ error }) => error !== undefined).length;
      const seconds = ((Date.now() - start) / 1000).toFixed(1);
      console.error(
        `${outcomes.length} of ${shards.length}${failed === 0 ? "" : ` (${failed} failed)`}: ${shard}: ${outcome.words}, ${seconds} s`,
      );
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return outcomes;
}

/** The first thing that the engine complained of. */
export function reasonOf({ message }) {
  return /^error: (.*)/m.exec(message)?.[1] ?? message.split("\n")[0];
}

/** When the engine last wrote each stack's state. Stacks that are not there yet are made first, one by one. */
export async function prepare({ workspace, shards }) {
  const there = await workspace.listStacks();
  const written = new Map(there.map(({ name, lastUpdate }) => [name.split("/").at(-1), lastUpdate]));
  for (const shard of shards) if (!written.has(shard)) await workspace.createStack(shard);
  return written;
}
