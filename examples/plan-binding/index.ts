import * as pulumi from "@pulumi/pulumi";
import * as plesk from "pulumi-plesk";

const config = new pulumi.Config();
const server = config.require("server");

// A subscription by its domain, a plan by its name. It is synced again when something could not be provided.
const shop = new plesk.SubscriptionPlanBinding("shop", {
  server,
  subscription: { name: config.require("shop") },
  plan: { name: "Business", owner: "admin" },
  addOnPlans: [{ name: "Backups" }],
  sync: "unsynchronized",
});

// An external id names the same plan on every server. Leaving the program takes the plan away.
const blog = new plesk.SubscriptionPlanBinding("blog", {
  server,
  subscription: { name: config.require("blog") },
  plan: { externalId: "business" },
  onDelete: "no-plan",
});

export const plans = { shop: shop.planName, blog: blog.planName };
export const inSync = shop.synchronized;
