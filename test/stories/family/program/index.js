// A key, and one that is attached to it. What the configuration says of the first is its nickname.
const pulumi = require("@pulumi/pulumi");
const plesk = require("pulumi-plesk");

const nickname = new pulumi.Config("family").require("declared");
const parent = new plesk.LicenseKey("parent", { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }], nickname });
new plesk.LicenseKey("child", { items: [{ item: "ADD-DNSSEC-1M" }], parent: { keyId: parent.keyId } });

exports.nickname = parent.nickname;
