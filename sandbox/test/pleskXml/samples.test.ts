import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type SeedServer, startSandbox } from "../../src";
import { PleskClient } from "./client";

const LOG_ROTATION = (size: string, files: number) =>
  `switched on (Log rotation condition: by size (${size}),\nMaximum number of log files: ${files},\n` +
  "Compress log files: switched on,\nSend processed log files to e-mail: -)";

/** The server of the vendor's samples: subscription 5 before its switch, subscription 9 in step with its plan. */
const SAMPLE_SERVER: SeedServer = {
  name: "sample",
  protocolVersion: "1.6.3.0",
  plans: [
    {
      name: "target",
      guid: "cc982f71-48c3-479d-bc7b-59b97547e092",
      settings: {
        "Switch on log rotation": LOG_ROTATION("10.0 KB", 0),
        "Hard disk quota": "Unlimited",
        "SSL support": "switched off",
        "SSI support": "switched on",
      },
    },
    { name: "other", guid: "other" },
  ],
  subscriptions: [
    {
      id: 5,
      name: "example.com",
      plan: "other",
      settings: {
        "Switch on log rotation": LOG_ROTATION("195 MB", 10),
        "Hard disk quota": "Unlimited",
        "SSL support": "switched on",
        "SSI support": "switched off",
      },
    },
    { id: 9, name: "example.net", plan: "other" },
  ],
};

describe("the vendor's samples", () => {
  test.each(["switch", "sync"])(
    "takes the %s request as printed, and gives the printed answer",
    async (name) => {
      const sandbox = await startSandbox({ seed: { pleskXml: { servers: [SAMPLE_SERVER] } } });
      const answer = await new PleskClient(sandbox.plesk.server("sample")).send(sample(name, "request"));
      await sandbox.close();
      expect(answer.status).toBe(200);
      expect(withoutLayout(answer.text)).toBe(withoutLayout(sample(name, "response")));
    },
  );

  test("takes the samples with a newer version too", async () => {
    const sandbox = await startSandbox();
    const { text } = await new PleskClient(sandbox.plesk.server("alpha")).send(sample("switch", "request"));
    await sandbox.close();
    expect(text).toContain('<packet version="1.6.9.1"><webspace><switch-subscription><result>');
  });
});

function sample(name: string, kind: string): string {
  return readFileSync(join(__dirname, "samples", `${name}.${kind}.xml`), "utf8");
}

/** Only what stands between two tags is layout: every blank inside `problems` counts. */
function withoutLayout(text: string): string {
  return text
    .replace(/<\?xml.*?\?>/, "")
    .replace(/>\s+</g, "><")
    .trim();
}
