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
export async function prepare({ workspace, shards, files }) {
  const there = (await workspace.listStacks()).map((each) => ({
    ...each,
    name: each.name.split("/").at(-1),
  }));
  assertFiles(there, files);
  const written = new Map(there.map(({ name, lastUpdate }) => [name, lastUpdate]));
  for (const shard of shards) if (!written.has(shard)) await workspace.createStack(shard);
  return written;
}

/** What is in a stack whose file was renamed or deleted would be new to the stacks that declare it now: bought again. */
function assertFiles(there, files) {
  const alone = there
    .filter(({ name }) => !files.includes(name))
    // Of a stack that never ran, Pulumi Cloud has neither.
    .filter(({ resourceCount, lastUpdate }) => resourceCount !== 0 && lastUpdate !== undefined)
    .map(({ name }) => `shards/${name}.yaml`);
  if (alone.length > 0)
    throw new Error(
      `Stacks with resources have lost their files: ${alone.join(", ")}. Bring the files back under these names; of a stack that is not needed any more, first run the file without entries, then pulumi destroy and pulumi stack rm`,
    );
}
