/** The words of a list that another one could have been meant to be, the closest first. */
export function similarTo(word: string, words: readonly string[]): string[] {
  const plain = plainly(word);
  const most = Math.max(1, Math.floor(plain.length / 3));
  return words
    .map((each) => ({ each, away: distance(plain, plainly(each)) }))
    .filter(({ each, away }) => away <= most || isPartOf(plain, plainly(each)))
    .sort((one, other) => one.away - other.away)
    .map(({ each }) => each);
}

/** A question that names the closest word, to go behind a sentence; empty where none is close. */
export function didYouMean(word: string, words: readonly string[]): string {
  const [closest] = similarTo(word, words);
  return closest === undefined ? "" : `. Did you mean ${closest}?`;
}

/** Case, blanks, hyphens and underscores are what is mistaken most often. */
function plainly(text: string): string {
  return text.toLowerCase().replace(/[\s_-]/g, "");
}

/** Too short a part is in everything. */
function isPartOf(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= 3 && long.includes(short);
}

/** How many characters have to be put in, taken out or changed to make one text of the other. */
function distance(one: string, other: string): number {
  const wanted = Array.from(other);
  let row = [0, ...wanted.map((_, at) => at + 1)];
  for (const [at, character] of Array.from(one).entries()) {
    const next = [at + 1];
    for (const [index, each] of wanted.entries()) {
      const changed = (row[index] ?? 0) + (character === each ? 0 : 1);
      next.push(Math.min((next[index] ?? 0) + 1, (row[index + 1] ?? 0) + 1, changed));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
