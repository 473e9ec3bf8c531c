/**
 * For tests of programs that use pulumi-plesk: the vendor systems in miniature, and stacks on whichever
 * engine there is. Both live in packages of their own, which only tests need: `npm install --save-dev
 * plesk-sandbox pulumi-embedded-engine`.
 *
 * @module pulumi-plesk/testing
 */
import { createRequire } from "node:module";

import type * as sandboxPackage from "plesk-sandbox";
import type * as enginePackage from "pulumi-embedded-engine";

export type * from "plesk-sandbox";
export type * from "pulumi-embedded-engine";

/**
 * Starts the vendor systems in miniature on 127.0.0.1.
 *
 * @function
 */
export const startSandbox: typeof sandboxPackage.startSandbox = async (options) =>
  sandbox().startSandbox(options);

/**
 * Which engine there is: the Pulumi CLI on PATH or in the cache, else the embedded one.
 *
 * @function
 */
export const findEngine: typeof enginePackage.findEngine = async (options) => engine().findEngine(options);

/**
 * A stack of a project, as the Automation API's own `Stack`, on whichever engine there is.
 *
 * @function
 */
export const openStack: typeof enginePackage.openStack = async (options) => engine().openStack(options);

/**
 * Starts the real provider process, for tests below the level of a whole program.
 *
 * @function
 */
export const startProviderProcess: typeof enginePackage.startProviderProcess = async (options) =>
  engine().startProviderProcess(options);

function sandbox(): typeof sandboxPackage {
  return load("plesk-sandbox") as typeof sandboxPackage;
}

function engine(): typeof enginePackage {
  return load("pulumi-embedded-engine") as typeof enginePackage;
}

/** Loaded when it is used. A package that is missing is an instruction; whatever else is wrong with it shows as it is. */
function load(name: string): unknown {
  try {
    return createRequire(__filename)(name);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== "MODULE_NOT_FOUND" || !message.includes(`'${name}'`)) throw error;
    throw new Error(`pulumi-plesk/testing needs the package ${name}: npm install --save-dev ${name}`, {
      cause: error,
    });
  }
}
