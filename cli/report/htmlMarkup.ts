/** HTML that may stand in a page as it is. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | undefined | readonly Content[];

/**
 * HTML with values in it. Whatever is no markup is text: names and sentences of others can be written to look like
 * elements, and stay what they are. Attributes have to be in double quotes.
 */
export function markup(fixed: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(String.raw({ raw: fixed }, ...values.map(htmlOf)));
}

function htmlOf(value: Content): string {
  if (value === undefined) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(htmlOf).join("");
  return escaped(String(value));
}

const references: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Characters that show as nothing could turn the direction of what follows, and are blanks. */
function escaped(text: string): string {
  return text
    .replace(/[^\P{Cc}\n]|\p{Cf}/gu, " ")
    .replace(/[&<>"']/g, (character) => references[character] ?? "");
}

/** A sentence of our own, in which commands stand between backticks. */
export function sentence(text: string): Markup[] {
  return text.split("`").map((part, at) => (at % 2 === 0 ? markup`${part}` : markup`<code>${part}</code>`));
}
