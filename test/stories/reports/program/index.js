// Declares what the configuration says, so that a story changes the declaration and not the program: `declared` is an
// object from name to arguments, which tell what it is. A value { "secret": ["in", "pieces"] } is a secret that the
// configuration does not hold as one text.
const pulumi = require("@pulumi/pulumi");
const plesk = require("pulumi-plesk");

const declared = new pulumi.Config("reports").requireObject("declared");
for (const [name, { options, ...args }] of Object.entries(declared)) {
  new (typeOf(args))(name, resolved(args), options);
}

function resolved(value) {
  if (Array.isArray(value)) return value.map(resolved);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value.secret)) return pulumi.secret(value.secret.join(""));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member)]));
}

function typeOf(args) {
  if ("partner10" in args || "flexCloud" in args) return plesk.PleskLicenseUpgrade;
  return "server" in args ? plesk.SubscriptionPlanBinding : plesk.LicenseKey;
}
