import { pleskLicenseUpgrade } from "../../../provider/resources/pleskLicenseUpgrade/spec";
import { startSandbox, type Sandbox } from "plesk-sandbox";
import { configOf } from "../../harness/config";
import { inProcessProvider } from "../../harness/inProcess";

/** What `PleskLicenseUpgrade.get` reads of an id. */
async function read(id: string, change: (sandbox: Sandbox) => void = () => undefined) {
  const sandbox = await startSandbox();
  try {
    change(sandbox);
    const provider = inProcessProvider(pleskLicenseUpgrade);
    await provider.configure(configOf(sandbox));
    const found = await provider.read(id, {});
    expect(sandbox.ledger.changes()).toEqual([]);
    return found;
  } finally {
    await sandbox.close();
  }
}

describe("an upgrade that something else manages is read by its id", () => {
  it("reads what is on a key, with or without a revision", async () => {
    for (const id of ["PLSK.10000001", "PLSK.10000001.0000"]) {
      const { id: known, props } = await read(id);
      expect(known).toBe("PLSK.10000001");
      expect(props.upgrade).toMatchObject({
        keyNumber: "PLSK.10000001.0001",
        identifiers: [
          "10_DOMAINS",
          "30_DOMAINS",
          "PLESK_10_AND_LATER",
          "PLESK_ANTIVIRUS_BY_KAV",
          "UNLIMITED_MAILBOXES",
        ],
        terminated: false,
      });
    }
  });

  it.each(["demo1234/test_server_0013", "/test_server_0013"])("reads a server: %s", async (id) => {
    const { id: known, props } = await read(id);
    expect(known).toBe(id);
    expect(props.upgrade).toEqual({ status: "not-ordered" });
  });

  it("fails where the key or server is not shown", async () => {
    await expect(read("PLSK.10000009")).rejects.toThrow(/another account/);
    await expect(read("demo5678/test_server_0099")).rejects.toThrow(/not known to this login/);
  });
});
