import { Command } from "commander";

/** The command of the package `plesk-sandbox`, which is installed for tests only. */
export async function sandboxCommand(): Promise<Command> {
  try {
    const { sandboxCommand: command } = await import("plesk-sandbox/command");
    return command();
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.endsWith("MODULE_NOT_FOUND")) throw error;
    return new Command("sandbox")
      .description("start the vendor systems in miniature on loopback (package plesk-sandbox)")
      .allowUnknownOption()
      .argument("[options...]")
      .action(() => {
        throw new Error("This command is in the package plesk-sandbox: npm install --save-dev plesk-sandbox");
      });
  }
}
