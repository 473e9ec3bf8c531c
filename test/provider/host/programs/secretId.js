// A key that is adopted by an id that is secret: the engine keeps another id than the key's.
const pulumi = require("@pulumi/pulumi");

async function main() {
  await pulumi.runtime.setMocks({
    newResource: ({ inputs }) => ({
      id: "[secret]",
      state: { ...inputs, key: { keyId: pulumi.secret("20000001") }, credentials: {} },
    }),
    call: ({ inputs }) => inputs,
  });
  const plesk = require("pulumi-plesk");
  const { keyId } = new plesk.LicenseKey("web", {
    items: [{ item: "PLESK-12-WEB-ADMIN-1M" }],
    adopt: { keyId: pulumi.secret("20000001") },
  });
  keyId.apply(async (value) => console.log(value, await pulumi.isSecret(keyId)));
}

main();
