// Declares what the configuration says, so that a story changes the declaration and not the program: `declared` is an
// object from name to arguments. What names a server is a binding, everything else a key.
const pulumi = require("@pulumi/pulumi");
const plesk = require("pulumi-plesk");

const declared = new pulumi.Config("reports").requireObject("declared");
for (const [name, { options, ...args }] of Object.entries(declared)) {
  const type = "server" in args ? plesk.SubscriptionPlanBinding : plesk.LicenseKey;
  new type(name, args, options);
}
