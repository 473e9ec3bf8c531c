import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "../../src";
import { withSandbox } from "../withSandbox";
import { KaClient, SAMPLE } from "./client";

const SAMPLE_LOGIN = { login: "API_LOGIN", password: "API_PASSWORD" };

let sandbox: Sandbox;
withSandbox(
  (started) => {
    sandbox = started;
  },
  { seed: { partner10: { accounts: [SAMPLE_LOGIN] } } },
);

describe("the vendor's sample", () => {
  test("takes the vendor's request as printed, and gives the printed answer", async () => {
    const answer = await new KaClient(sandbox, "API_LOGIN").send(sample("request"));
    expect(answer.status).toBe(200);
    expect(withoutLayout(answer.text)).toBe(withoutLayout(sample("response")));
    expect(sandbox.partner10.key(SAMPLE)).toMatchObject({
      keyNumber: "PLSK.01304242.0001",
      keyType: "PLESK_10_AND_LATER_FOR_WIN_FOR_XEN",
    });
    expect(sandbox.partner10.featuresOf(SAMPLE)).toEqual(["UNLIMITED_DOMAINS"]);
  });
});

function sample(kind: string): string {
  return readFileSync(join(__dirname, "samples", `upgradeKey.${kind}.xml`), "utf8");
}

/** The manual breaks lines inside texts and around tags; a line break there stands for a blank or for nothing. */
function withoutLayout(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/\s*(<[^>]*>)\s*/g, "$1")
    .trim();
}
