const plesk = require("pulumi-plesk");

new plesk.LicenseKey("web", { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }] });
