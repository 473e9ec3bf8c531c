// Declares what the configuration says, so that a story changes the declaration and not the program:
// `keys` is an object from name to arguments. A value { "ref": "name" } stands for another key's id, and
// `options` are the resource's: `dependsOn` names others, `provider` is the name of an explicit one.
const pulumi = require("@pulumi/pulumi");
const plesk = require("pulumi-plesk");

const config = new pulumi.Config("keys");
const declared = config.requireObject("declared");
const made = {};

function resolved(value) {
  if (Array.isArray(value)) return value.map(resolved);
  if (value === null || typeof value !== "object") return value;
  if (typeof value.ref === "string") return made[value.ref].keyId;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member)]));
}

for (const [name, { options = {}, ...args }] of Object.entries(declared)) {
  const { provider, ...others } = options;
  const dependsOn = (options.dependsOn ?? []).map((other) => made[other]);
  const account = provider === undefined ? {} : { provider: new plesk.Provider(provider) };
  made[name] = new plesk.LicenseKey(name, resolved(args), { ...others, ...account, dependsOn });
}

exports.keyIds = Object.fromEntries(Object.entries(made).map(([name, key]) => [name, key.keyId]));
exports.activationCodes = Object.fromEntries(
  Object.entries(made).map(([name, key]) => [name, key.activationCode]),
);
