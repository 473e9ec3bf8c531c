// Declares what the configuration says, so that a story changes the declaration and not the program: `declared` is an
// object from name to arguments, which tell what it is.
const pulumi = require("@pulumi/pulumi");
const plesk = require("pulumi-plesk");

const declared = new pulumi.Config("reports").requireObject("declared");
for (const [name, { options, ...args }] of Object.entries(declared)) {
  new (typeOf(args))(name, args, options);
}

function typeOf(args) {
  if ("partner10" in args || "flexCloud" in args) return plesk.PleskLicenseUpgrade;
  return "server" in args ? plesk.SubscriptionPlanBinding : plesk.LicenseKey;
}
