// Licence keys as the configuration declares them, through the door that the environment names.
const pulumi = require("@pulumi/pulumi");
const plesk = require(process.env.PLESK_DOOR === "native" ? "pulumi-plesk/native" : "pulumi-plesk");

class Shop extends pulumi.ComponentResource {}

const config = new pulumi.Config();
const east = config.getBoolean("explicit") ? new plesk.Provider("east") : undefined;
const parent = config.getBoolean("component") ? new Shop("test:index:Shop", "shop") : undefined;
let tries = 0;
const again = config.getBoolean("again") ? new pulumi.ErrorHook("again", () => ++tries < 3) : undefined;
const options = {
  ...(parent ? { parent } : {}),
  ...(east ? { provider: east } : {}),
  ...(again ? { hooks: { onError: [again] } } : {}),
};

const keys = Object.entries(config.requireObject("declared")).map(([name, args]) => [
  name,
  new plesk.LicenseKey(name, args, options),
]);

exports.keyIds = Object.fromEntries(keys.map(([name, { keyId }]) => [name, keyId]));
