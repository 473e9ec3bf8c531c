// As most programs do it, at its best: one provider object for all resources, which is serialised once.
const pulumi = require("@pulumi/pulumi");

const { declarations } = require("../declarations.js");
const { handlers } = require("../handlers.js");

class Key extends pulumi.dynamic.Resource {
  constructor(name, args) {
    const outputs = { key: undefined, credentials: undefined };
    const options = { additionalSecretOutputs: ["credentials"] };
    super(handlers, name, { ...args, ...outputs }, options, "plesk", "Noop");
  }
}

for (const [name, args] of declarations(new pulumi.Config().requireNumber("resources"))) {
  new Key(name, args);
}
