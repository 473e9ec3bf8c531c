import { execFile } from "node:child_process";
import { join } from "node:path";

/** Programs whose types are checked elsewhere: the SDK would check them again at each command, for seconds. */
export const transpileOnly = { PULUMI_NODEJS_TRANSPILE_ONLY: "true" };

/** Checks the types of a program in a folder with a tsconfig.json of its own, once. */
export function expectTypes(folder: string): Promise<void> {
  const compiler = join(__dirname, "..", "..", "node_modules", "typescript", "bin", "tsc");
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [compiler, "--noEmit", "-p", folder], (error, stdout) => {
      if (error === null) resolve();
      else reject(new Error(stdout));
    });
  });
}
