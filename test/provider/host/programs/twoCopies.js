// Two versions of the package in one program, as a library may bring a second one: here twice the same.
const one = require("pulumi-plesk");
for (const file of Object.keys(require.cache)) {
  if (/[\\/]dist[\\/]provider[\\/]/.test(file)) delete require.cache[file];
}
const other = require("pulumi-plesk");

const args = { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }] };
new one.LicenseKey("one", args);
new other.LicenseKey("other", args);
