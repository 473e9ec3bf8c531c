// Written against version 0.1.0, and never changed: each later version runs it as it is.
import * as pulumi from "@pulumi/pulumi";
import * as plesk from "pulumi-plesk";

const config = new pulumi.Config();
const isChanged = config.getBoolean("changed") ?? false;

// One after the other, so that ids and requests are the same in each run.
const server = new plesk.LicenseKey("web-01", {
  items: [
    { item: "PLESK-12-WEB-HOST-1M", externalId: "subscription-4711" },
    { item: "FT-PLESK-1-LANGUAGE-PACK-1M" },
  ],
  nickname: isChanged ? "web-01-changed" : "web-01",
  autoRenew: true,
  ipBinding: { address: "192.0.2.10", restrict: true },
  onDelete: "suspend",
});
const dnssec = new plesk.LicenseKey("web-01-dnssec", {
  items: [{ item: "ADD-DNSSEC-1M" }],
  parent: { keyId: server.keyId },
  suspended: isChanged,
});
const east = new plesk.Provider("east", {
  partner30: { url: process.env.PLESK_PARTNER30_URL ?? "", maxInFlight: 2 },
});
const unmarked = new plesk.LicenseKey(
  "web-east",
  { items: [{ item: "PLESK-12-WEB-ADMIN-1M" }], marker: false, onDelete: "terminate" },
  { provider: east, dependsOn: dnssec },
);

const plans = new plesk.PleskLicenseUpgrade(
  "plans",
  {
    partner10: {
      keyNumber: "PLSK.10000001",
      upgradePlans: [
        "30_DOMAINS_TO_100_DOMAINS",
        "PLESK_POWER_PACK",
        ...(isChanged ? ["5_LANGUAGE_PACKS"] : []),
      ],
      licenseType: "billing",
    },
    onDelete: "downgrade",
  },
  { dependsOn: unmarked },
);
const cloud = new plesk.PleskLicenseUpgrade(
  "cloud",
  {
    flexCloud: {
      serverId: "test_server_0013",
      addonTextkey: "plesk.9.linux.powerpack",
      pleskServer: "alpha",
      verify: { property: "powerpack", value: "true" },
    },
    timeouts: { upgrade: 600 },
  },
  { dependsOn: plans },
);

const shop = new plesk.SubscriptionPlanBinding(
  "shop",
  {
    server: "alpha",
    subscription: { name: "synced.alpha.example" },
    plan: { name: isChanged ? "Premium" : "Business", owner: "admin" },
    addOnPlans: [{ name: "Backups" }],
    sync: "unsynchronized",
  },
  { dependsOn: cloud },
);
const blog = new plesk.SubscriptionPlanBinding(
  "blog",
  {
    server: "alpha",
    subscription: { name: "custom.alpha.example" },
    plan: { externalId: "business" },
    onDelete: "no-plan",
  },
  { dependsOn: shop },
);

export const keyId = server.keyId;
export const activationCode = server.activationCode;
export const upgraded = plans.appliedPlans;
export const plan = blog.planName;
