/** A test for texts: `*` stands for any characters, everything else for itself, in upper or lower case. */
export function matching(pattern: string): (text: string) => boolean {
  const escaped = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  const expression = new RegExp(`^${escaped.join(".*")}$`, "is");
  return (text) => expression.test(text);
}
