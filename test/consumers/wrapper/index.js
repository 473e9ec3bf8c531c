// A company's own package around ours: programs that use it do not name pulumi-plesk.
exports.LicenseKey = require("pulumi-plesk").LicenseKey;
