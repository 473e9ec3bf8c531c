// Declares what the configuration says, so that a story changes the declaration and not the program:
// `upgrades` is an object from name to arguments, `options` among them.
const pulumi = require("@pulumi/pulumi");
const plesk = require("pulumi-plesk");

const declared = new pulumi.Config("upgrades").requireObject("declared");
const made = Object.entries(declared).map(([name, { options = {}, ...args }]) => [
  name,
  new plesk.PleskLicenseUpgrade(name, args, options),
]);

exports.statuses = Object.fromEntries(made.map(([name, upgrade]) => [name, upgrade.status]));
