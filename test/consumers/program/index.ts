import * as plesk from "pulumi-plesk";

const key = new plesk.LicenseKey("web-01", { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }] });

export const keyId = key.keyId;
