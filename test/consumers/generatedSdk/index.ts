import * as pulumi from "@pulumi/pulumi";
import * as plesk from "./sdks/nodejs/bin";

const config = new pulumi.Config();

const server = new plesk.LicenseKey("web-01", {
  items: [
    { item: config.require("edition"), externalId: "subscription-4711" },
    { item: "FT-PLESK-1-LANGUAGE-PACK-1M" },
  ],
  nickname: "web-01",
  autoRenew: true,
  onDelete: "suspend",
});

new plesk.LicenseKey("web-01-dnssec", {
  items: [{ item: "ADD-DNSSEC-1M" }],
  parent: server.key.apply(({ keyId }) => ({ keyId })),
});

new plesk.PleskLicenseUpgrade("mail-plans", {
  partner10: { keyNumber: "PLSK.10000008", upgradePlans: ["30_DOMAINS_TO_100_DOMAINS"] },
});

const shop = new plesk.SubscriptionPlanBinding("shop", {
  server: config.require("server"),
  subscription: { name: config.require("subscription") },
  plan: { name: "Premium", owner: "admin" },
});

export const keyId = server.key.keyId;
export const activationCode = server.credentials.activationCode;
export const plan = shop.binding.apply((found) => found.plan?.name);
