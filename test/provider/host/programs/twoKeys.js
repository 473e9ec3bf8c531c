const { LicenseKey } = require("pulumi-plesk");

for (const name of ["one", "two"]) new LicenseKey(name, { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }] });
