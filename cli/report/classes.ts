/** How a resource was found, the gravest first; of those that fit, the first is its class. */
export const CLASSES = [
  "unreadable",
  "gone",
  "pending",
  "not-visible",
  "terminated",
  "undeclared",
  "changed",
  "new",
  "unapplied",
  "unplanned",
  "clean",
] as const;

export type Class = (typeof CLASSES)[number];

/** What each class means, and what to do about it. */
export const classes: Record<Class, { meaning: string; advice: string }> = {
  unreadable: {
    meaning: "its system could not be reached, refused the login, or gave no usable answer",
    advice: "Correct what the message says and run again; nothing is known about it now",
  },
  gone: {
    meaning: "its system says that it does not exist any more",
    advice:
      "Take it out of the program, or declare what is there in its place; while it is declared, `pulumi up` tries to make it again",
  },
  pending: {
    meaning: "an order got no answer, and what it made does not show yet",
    advice: "Run `pulumi up` again: it looks first, and orders nothing twice",
  },
  "not-visible": {
    meaning: "not shown to this login; that is no proof that it is gone, so it is kept",
    advice: "Check login and owner; onGone or `pulumi state delete` if it is gone for good",
  },
  terminated: {
    meaning: "the key is terminated for good and takes no change any more",
    advice: 'Set onGone: "replace" to buy another, or "forget" to drop it on the next refresh',
  },
  undeclared: {
    meaning: "in the state, and not in the program any more",
    advice: "`pulumi up` does what its onDelete says; declare it again if that is not meant",
  },
  changed: {
    meaning: "somebody changed it by hand",
    advice: "`pulumi up --refresh` puts it back; or declare what is there",
  },
  new: { meaning: "in the program, and not in the state yet", advice: "`pulumi up` makes it" },
  unapplied: {
    meaning: "the program has changes that have not been applied yet",
    advice: "`pulumi up` applies it",
  },
  unplanned: {
    meaning: "as recorded; the preview failed before the program could be compared with it",
    advice: "Correct what the report calls a problem and run again",
  },
  clean: { meaning: "as declared", advice: "" },
};

/** What `drift` and `plan` end with, for pipelines. 7 is what Pulumi itself says with `--expect-no-changes`. */
export const exitCodes = {
  0: "nothing to do: everything was read and is as declared",
  7: "something is not as declared: `pulumi up` would change it, or it needs your attention",
  8: "something could not be read; the rest is reported, and may hold changes too",
  1: "the command failed: wrong options, no stack, a program that does not run, a plan beyond `plesk:limits`",
} as const;

export type ExitCode = 0 | 1 | 7 | 8;
