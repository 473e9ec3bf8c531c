/** What `drift` and `plan` end with, for pipelines. 7 is what Pulumi itself says with `--expect-no-changes`. */
export const exitCodes = {
  0: "nothing to do: everything was read and is as declared",
  7: "something is not as declared: `pulumi up` would change it, or it needs you",
  8: "something could not be read; the rest is reported, and may hold changes too",
  1: "the command failed: wrong options, no stack, a program that does not run, a plan beyond `plesk:limits`",
} as const;

export type ExitCode = 0 | 1 | 7 | 8;
