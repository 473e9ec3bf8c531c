/** What both ways to upgrade share of what is declared and kept. */
import { z } from "zod";

/** What the user says of a change whose outcome could not be found out. */
export const confirm = z.enum(["applied", "resend"]).exactOptional();

export type Confirm = NonNullable<z.output<typeof confirm>>;

/** What the state keeps of any upgrade. */
export const bookkeeping = z.object({
  /** The URL of the system that it was made on; working on it through another one is refused. */
  origin: z.string(),
  /** It was not shown to the login at the last look. */
  notVisible: z.boolean().default(false),
});

export const confirmLeftOver = "`confirm` is no longer needed; remove it from the program";

/** How to give the same answer once more, where it was there already when the change was sent. */
export function sayAnew(said: Confirm | undefined): string {
  return said === undefined
    ? ""
    : ` (confirm: "${said}" was there before it was sent; take it out and run once, then it can be said again)`;
}
