const pulumi = require("@pulumi/pulumi");
const plesk = require("pulumi-plesk/native");

const { declarations } = require("../declarations.js");

for (const [name, args] of declarations(new pulumi.Config().requireNumber("resources"))) {
  new plesk.LicenseKey(name, args);
}
