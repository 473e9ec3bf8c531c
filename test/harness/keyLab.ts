import { licenseKey } from "../../provider/resources/licenseKey/spec";
import type { SandboxOptions } from "plesk-sandbox";
import { configOf } from "./keyWorld";
import { closing, openLab, type Lab } from "./lab";

export { messageOf, type Declared } from "./lab";

export interface KeyLab extends Lab {
  /** The id of a resource's key, as the provider knows it. */
  keyId(name: string): string;
}

export interface KeyLabOptions extends SandboxOptions {
  config?: Record<string, string>;
}

export const generous = {
  "plesk:limits": JSON.stringify({ purchasesPerRun: 20, ownerMoves: 20, allowTerminate: true }),
};

export async function openKeyLab({ config, ...options }: KeyLabOptions = {}): Promise<KeyLab> {
  const settings = { ...generous, ...config };
  const lab = await openLab(licenseKey, (sandbox) => configOf(sandbox, settings), options);
  return {
    ...lab,
    keyId: (name) => {
      const key = lab.driver.state[name]?.outputs.key as { keyId: string } | undefined;
      return key?.keyId ?? "";
    },
  };
}

export function withKeyLab<T>(options: KeyLabOptions, work: (lab: KeyLab) => Promise<T>): Promise<T> {
  return closing(openKeyLab(options), work);
}
