// Runs one of these mistakes of a program itself, by the name that the configuration says.
const pulumi = require("@pulumi/pulumi");
const plesk = require("pulumi-plesk");

const mistakes = {
  noArguments: () => new plesk.LicenseKey("web"),
  nobody: async () => ({ seen: await plesk.getLicenseKey({}) }),
  inApply: () => ({ seen: pulumi.output("nobody's").apply((nickname) => plesk.getLicenseKey({ nickname })) }),
  key: () => new plesk.LicenseKey("web", { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }] }),
};

module.exports = mistakes[new pulumi.Config("messages").require("declared")]();
