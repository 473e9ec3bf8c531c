// The shortest text that finds the same handlers, and nothing else of what our constructor does.
const pulumi = require("@pulumi/pulumi");

const { declarations } = require("../declarations.js");

const text = `exports.handler=()=>require(process.cwd()+"/../handlers").handlers`;

class Key extends pulumi.CustomResource {
  constructor(name, args) {
    const outputs = { key: undefined, credentials: undefined, __provider: text };
    const options = { additionalSecretOutputs: ["credentials"] };
    super("pulumi-nodejs:dynamic/plesk:Noop", name, { ...args, ...outputs }, options);
  }
}

for (const [name, args] of declarations(new pulumi.Config().requireNumber("resources"))) {
  new Key(name, args);
}
