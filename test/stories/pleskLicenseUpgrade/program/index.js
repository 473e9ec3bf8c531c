// Declares what the configuration says, so that a story changes the declaration and not the program:
// `upgrades` is an object from name to arguments.
const pulumi = require("@pulumi/pulumi");
const plesk = require("pulumi-plesk");

const declared = new pulumi.Config("upgrades").requireObject("declared");
const made = Object.entries(declared).map(([name, args]) => [
  name,
  new plesk.PleskLicenseUpgrade(name, args),
]);

exports.statuses = Object.fromEntries(made.map(([name, upgrade]) => [name, upgrade.status]));
