import { seededServer } from "../../../sandbox/src/pleskXml/seededServer";
import type { CertificateKind } from "plesk-sandbox";
import { bindingOf } from "../../harness/declarations";
import { withBindingLab, type LabOptions } from "../../harness/lab";

const declared = { web: bindingOf("synced", { name: "Business", owner: "admin" }) };

const over = (https: CertificateKind, trust: "ca" | "fingerprint" | "nothing"): LabOptions => ({
  seed: { pleskXml: { servers: [{ ...seededServer("alpha"), https }] } },
  serverLogin: { trust },
});

describe("over HTTPS", () => {
  it.each([
    ["a certificate of an authority, by ca", "testCa", "ca"],
    ["a self-signed certificate, by ca", "selfSigned", "ca"],
    ["a self-signed certificate, by its fingerprint", "selfSigned", "fingerprint"],
    ["an expired certificate, by its fingerprint", "expired", "fingerprint"],
  ] as const)("accepts %s", async (_, https, trust) => {
    await withBindingLab(over(https, trust), async (lab) => {
      expect(await lab.up(declared)).toBeUndefined();
      expect(lab.changes()).toEqual(["switchPlan"]);
    });
  });

  it.each([
    ["a self-signed certificate", "selfSigned", "nothing", /self-signed certificate/],
    ["a certificate of an unknown authority", "testCa", "nothing", /unable to (verify|get)/],
    ["a certificate for another host", "wrongHost", "ca", /does not match certificate's altnames/],
    ["an expired certificate", "expired", "ca", /certificate has expired/],
  ] as const)("refuses %s, and nothing is sent", async (_, https, trust, reason) => {
    await withBindingLab(over(https, trust), async (lab) => {
      const message = await lab.up(declared);
      expect(message).toMatch(reason);
      expect(message).toContain("Plesk server alpha");
      expect(lab.sandbox.ledger.requests()).toEqual([]);
    });
  });

  it("refuses another certificate than the one that is pinned, and shows its fingerprint", () =>
    withBindingLab(over("selfSigned", "fingerprint"), async (lab) => {
      const { "plesk:servers": text = "" } = lab.config({ trust: "fingerprint" });
      const pinned = lab.alpha.fingerprint ?? "";
      const other = lab.as({ "plesk:servers": text.replace(pinned, "AB".repeat(32)) });
      await expect(other.up(declared)).rejects.toThrow(
        `its fingerprint is ${pinned.replaceAll(":", "").toLowerCase()}`,
      );
      expect(lab.sandbox.ledger.requests()).toEqual([]);
    }));

  it("accepts anything with insecureSkipVerify, and warns on every run", () =>
    withBindingLab(over("wrongHost", "nothing"), async (lab) => {
      const { "plesk:servers": text = "{}" } = lab.config({ trust: "nothing" });
      const { alpha } = JSON.parse(text) as { alpha: object };
      const servers = JSON.stringify({ alpha: { ...alpha, insecureSkipVerify: true } });
      await lab.as({ "plesk:servers": servers }).up(declared);
      expect(lab.said[0]).toMatch(/^Warning: insecureSkipVerify is on: whoever answers at https:/);
      await lab.as({ "plesk:servers": servers }).up(declared);
      expect(lab.said.filter((sentence) => sentence.startsWith("Warning: insecureSkipVerify"))).toHaveLength(
        2,
      );
    }));
});
