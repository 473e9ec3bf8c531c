import { join } from "node:path";

import { sandboxStory, type SandboxStory, type StoryOptions } from "../../harness/story";

export { changed, expectSuccess } from "../../harness/story";

/** A twin story of plan bindings. */
export function bindingStory(
  name: string,
  story: (run: SandboxStory) => Promise<void>,
  options: StoryOptions = {},
): void {
  const program = { project: join(__dirname, "program"), declared: "bindings:declared" };
  sandboxStory(program, name, story, options);
}
