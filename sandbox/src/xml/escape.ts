/** A text as it stands in an element. */
export function escapedText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** A text as it may stand in an attribute too. */
export function escaped(text: string): string {
  return escapedText(text).replace(/"/g, "&quot;");
}
