/** The value of `--<name>` on the command line: a whole number. */
export function numberOption(
  name: string,
  otherwise: number,
  argv: readonly string[] = process.argv,
): number {
  const index = argv.indexOf(`--${name}`);
  const value = index === -1 ? otherwise : Number(argv[index + 1] ?? "");
  if (Number.isSafeInteger(value) && value >= 0 && argv[index + 1] !== "") return value;
  throw new Error(`--${name} must be a whole number`);
}

/** A seed that nobody has chosen, to be printed. */
export function anySeed(): number {
  return Math.floor(Math.random() * 2 ** 32);
}
