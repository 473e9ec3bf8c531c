import * as pulumi from "@pulumi/pulumi";
import * as plesk from "pulumi-plesk";

const config = new pulumi.Config();

// Plans of a key, over Partner API 1.0. What the key has already is not ordered. Leaving the program takes them off.
const key = new plesk.PleskLicenseUpgrade("key", {
  partner10: {
    keyNumber: config.require("key"),
    upgradePlans: ["30_DOMAINS_TO_100_DOMAINS", "PLESK_POWER_PACK"],
    licenseType: "billing",
  },
  onDelete: "downgrade",
});

// An add-on of a cloud server, over FlexCloud: ordered once, then waited for until Plesk's own licence key shows it.
const cloud = new plesk.PleskLicenseUpgrade("cloud", {
  flexCloud: {
    serverId: config.require("cloudServer"),
    addonTextkey: "plesk.9.linux.powerpack",
    pleskServer: config.require("pleskServer"),
    verify: { property: "powerpack", value: "true" },
  },
  timeouts: { upgrade: 600 },
});

export const keyNumber = key.keyNumber;
export const statuses = [key.status, cloud.status];
