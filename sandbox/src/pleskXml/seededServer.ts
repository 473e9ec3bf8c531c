import { guidOf } from "./identifiers";
import type { SeedServer } from "./model";

const DISK = "Hard disk quota";
const TRAFFIC = "Traffic";
const SSL = "SSL support";
const BACKUPS = "Scheduled backups";
const PHP = "Dedicated PHP handlers";

/** A server of the default seed: a subscription for each state that there is. */
export function seededServer(name: string): SeedServer {
  return {
    name,
    key: { plesk_key_id: `PLSK.${name === "alpha" ? "00000001" : "00000002"}.0001` },
    provides: { [PHP]: "switched off" },
    accounts: ACCOUNTS,
    plans: PLANS,
    subscriptions: subscriptionsOf(name),
  };
}

const ACCOUNTS = [
  { login: "north", kind: "reseller" as const },
  { login: "south", kind: "reseller" as const, externalId: "r-south" },
  { login: "acme", externalId: "c-acme" },
  { login: "blue", provider: "north" },
  { login: "coral", provider: "south" },
];

/** Names repeat between owners; external ids are the same on all servers. */
const PLANS = [
  { name: "Starter", externalId: "starter", settings: { [DISK]: "1 GB", [TRAFFIC]: "10 GB/month" } },
  {
    name: "Business",
    externalId: "business",
    settings: { [DISK]: "20 GB", [TRAFFIC]: "Unlimited", [SSL]: "switched on" },
  },
  { name: "Premium", externalId: "premium", settings: { [DISK]: "50 GB", [PHP]: "switched on" } },
  { name: "Unlimited", settings: { [DISK]: "Unlimited", [TRAFFIC]: "Unlimited" } },
  { name: "Starter", owner: "north", externalId: "north-starter", settings: { [DISK]: "2 GB" } },
  { name: "Business", owner: "north", externalId: "north-business", settings: { [DISK]: "25 GB" } },
  { name: "Starter", owner: "south", settings: { [DISK]: "3 GB" } },
  { name: "Extra disk", addOn: true, externalId: "extra-disk", settings: { [DISK]: "100 GB" } },
  { name: "Backups", addOn: true, externalId: "backups", settings: { [BACKUPS]: "switched on" } },
  {
    name: "Extra disk",
    addOn: true,
    owner: "north",
    externalId: "north-disk",
    settings: { [DISK]: "90 GB" },
  },
];

function subscriptionsOf(server: string) {
  const plan = (name: string, owner = "admin") => guidOf(`plan ${name} of ${owner} on ${server}`);
  const addOn = (name: string) => guidOf(`add-on ${name} of admin on ${server}`);
  const named = (name: string) => ({ name: `${name}.${server}.example`, owner: "acme" });
  return [
    { ...named("synced"), externalId: `${server}-1`, plan: plan("Starter") },
    { ...named("addons"), plan: plan("Business"), addOns: [addOn("Extra disk"), addOn("Backups")] },
    { ...named("locked"), plan: plan("Business"), locked: true, settings: { [DISK]: "33 GB" } },
    {
      ...named("unsynced"),
      plan: plan("Business"),
      synchronized: false,
      settings: { [SSL]: "switched off" },
    },
    { ...named("short"), plan: plan("Premium"), synchronized: false },
    named("custom"),
    { ...named("north"), owner: "blue", plan: plan("Starter", "north") },
    { ...named("south"), owner: "coral", plan: plan("Starter", "south") },
    { ...named("panel"), owner: "admin", plan: plan("Unlimited") },
  ];
}
