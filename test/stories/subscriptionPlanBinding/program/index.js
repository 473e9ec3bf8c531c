// Declares what the configuration says, so that a story changes the declaration and not the program:
// `bindings` is an object from name to arguments, `options` among them.
const pulumi = require("@pulumi/pulumi");
const plesk = require("pulumi-plesk");

const declared = new pulumi.Config("bindings").requireObject("declared");
const made = Object.entries(declared).map(([name, { options = {}, ...args }]) => [
  name,
  new plesk.SubscriptionPlanBinding(name, args, options),
]);

exports.planNames = Object.fromEntries(made.map(([name, binding]) => [name, binding.planName]));
