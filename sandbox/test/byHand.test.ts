import type { Sandbox } from "../src";
import { Client } from "./client";
import { OTHER, SERVER } from "./flexCloud/client";
import { LINUX } from "./partner10/client";
import { withSandbox } from "./withSandbox";

let sandbox: Sandbox;
withSandbox((started) => {
  sandbox = started;
});

describe("what somebody does by hand", () => {
  test("renames a key of Partner API 3.0, or takes its nickname away", async () => {
    const client = new Client(sandbox);
    const keyId = await client.buy();
    sandbox.partner30.rename(keyId, "by hand");
    expect((await client.read(keyId)).nickname).toBe("by hand");
    expect(sandbox.partner30.rename(keyId, null).nickname).toBeNull();
  });

  test("suspends and resumes a key of Partner API 1.0, and gives it to another client", () => {
    const { partner10 } = sandbox;
    expect(partner10.suspend(LINUX).suspended).toBe(true);
    expect(partner10.resume(LINUX).suspended).toBe(false);
    expect(partner10.move(LINUX, 7002).clientId).toBe(7002);
  });

  test("suspends, resumes, renames and moves a cloud server", () => {
    const { flexCloud } = sandbox;
    expect(flexCloud.suspend(SERVER).status).toBe("SUSPENDED");
    expect(flexCloud.resume(SERVER).status).toBe("ACTIVE");
    expect(flexCloud.rename(SERVER, "web").name).toBe("web");
    expect(flexCloud.move(SERVER, "demo5678").accountId).toBe("demo5678");
    expect(flexCloud.server(OTHER).accountId).toBe("demo1234");
  });

  test("suspends and resumes a subscription", () => {
    const alpha = sandbox.plesk.server("alpha");
    alpha.suspend("synced.alpha.example");
    expect(alpha.subscription("synced.alpha.example").status).toBe(16);
    alpha.resume("synced.alpha.example");
    expect(alpha.subscription("synced.alpha.example").status).toBe(0);
  });
});
