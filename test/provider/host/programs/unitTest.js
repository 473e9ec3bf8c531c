// A user's unit test as Pulumi's own guide has it: mocks in the place of the engine.
const pulumi = require("@pulumi/pulumi");

async function main() {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({
      id: `${name}-id`,
      state: { ...inputs, key: { keyId: "20000001" }, credentials: {} },
    }),
    call: ({ inputs }) => inputs,
  });
  const plesk = require("pulumi-plesk");
  const key = new plesk.LicenseKey("web", { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }] });
  pulumi.all([key.urn, key.keyId]).apply((values) => console.log(values.join(" ")));
}

main();
