import { join } from "node:path";

import { sandboxStory, type SandboxStory, type StoryOptions } from "../../harness/story";

export { changed, expectSuccess, type Declared } from "../../harness/story";
export type KeyStory = SandboxStory;

export const admin = { item: "PLESK-12-WEB-ADMIN-1M" };
export const languagePack = { item: "FT-PLESK-1-LANGUAGE-PACK-1M" };

/** A twin story of licence keys. */
export function keyStory(
  name: string,
  story: (run: KeyStory) => Promise<void>,
  options: StoryOptions = {},
): void {
  sandboxStory({ project: join(__dirname, "program"), declared: "keys:declared" }, name, story, options);
}
