/** `pulumi config`, `config set` and `config set-all`. */

import { UserError } from "../userError";
import { openStack, printJson, type Command, type Options } from "./context";

/** The `config` commands that `openStack` and the product's own commands use. */
export const configCommands: Record<string, Command> = {
  config: { options: { json: "flag", "show-secrets": "flag" }, run: printAll },
  "config set": { options: { secret: "flag", plaintext: "flag" }, arguments: 2, run: set },
  "config set-all": { options: { secret: "texts", plaintext: "texts" }, run: setAll },
};

async function printAll(options: Options): Promise<void> {
  const values = Object.entries(await openStack(options).config.values()).map(([key, value]) => {
    const isShown = !value.secret || options.flag("show-secrets");
    return [key, isShown ? value : { secret: true }] as const;
  });
  printJson(Object.fromEntries(values));
}

async function set(options: Options, [key = "", value]: string[]): Promise<void> {
  if (value === undefined) throw new UserError("`config set` needs a key and a value");
  await openStack(options).config.set(key, value, options.flag("secret"));
}

async function setAll(options: Options): Promise<void> {
  const { config } = openStack(options);
  for (const kind of ["plaintext", "secret"]) {
    for (const assignment of options.texts(kind)) {
      const [, key = "", value = ""] = /^([^=]+)=([\s\S]*)$/.exec(assignment) ?? [];
      // A text without a key may be a secret, so it is not shown.
      if (!key) throw new UserError("config value must be in the form [key]=[value]");
      await config.set(key, value, kind === "secret");
    }
  }
}
