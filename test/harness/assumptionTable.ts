/** What the provider does where a system does not answer as the sandbox does by default. */
export interface AssumptionRow {
  assumption: string;
  alternative: string;
  does: "select a setting" | "declare more" | "reports the refusal" | "does what the system allows";
  /** In words for the documentation. */
  meaning: string;
  /** The configuration to select; under it the stories end as under the defaults. */
  config?: Record<string, string>;
  /** The stories that end in another way, and what is then in their report. */
  stories?: Record<string, RegExp>;
  /** Proved by a test of its own, since under the setting the stories cannot be told. */
  apart?: true;
}

const life = "the life of three keys";
const refusals = "changes that the system refuses";
const addresses = "an address that another key holds";

/** Every alternative that is not here is right by itself: all stories end as under the defaults. */
export const assumptionTable: readonly AssumptionRow[] = [
  {
    assumption: "consistency",
    alternative: "listLags",
    does: "select a setting",
    meaning:
      "A run that was killed right after a purchase may not find its key at once. With plesk:partner30SearchWindow above the lag it searches on before it buys.",
    config: { "plesk:partner30SearchWindow": "5" },
  },
  {
    assumption: "resellerList",
    alternative: "nothing",
    does: "select a setting",
    meaning:
      "Keys of customers cannot be searched with reseller credentials. With plesk:partner30ListShowsKeys false nothing is bought under a marker and no address is bound without takeOver; buy with the customer's own login. plesk:partner30SettleWindow never keeps a lost purchase from being sent again.",
    config: { "plesk:partner30ListShowsKeys": "false" },
    apart: true,
  },
  {
    assumption: "ownerOnModify",
    alternative: "required",
    does: "select a setting",
    meaning: "With plesk:partner30OwnerInEveryRequest true each change names the owner.",
    config: { "plesk:partner30OwnerInEveryRequest": "true" },
  },
  {
    assumption: "quantityReturned",
    alternative: "absent",
    does: "declare more",
    meaning:
      "A quantity that is not declared cannot be seen either, and would be sent back as one. Declare the quantity of every item that can be counted.",
    stories: { "items that are kept although nobody declared them": /1 360-MON-SRV-1M 18/ },
  },
  {
    assumption: "suspendedKey",
    alternative: "refused",
    does: "reports the refusal",
    meaning:
      "A change of a key that stays suspended is refused and reported; the key is never resumed for a moment. Suspending comes after and resuming before all other changes anyway.",
    stories: { "a suspended key that is changed and stays suspended": /The license key is suspended/ },
  },
  ...["400", "409"].map((alternative) => ({
    assumption: "ipTaken",
    alternative,
    does: "reports the refusal" as const,
    meaning: "ipBinding.takeOver is refused by the system; nothing is changed. Unbind the other key first.",
    stories: { [addresses]: /Another license key is bound to this IP address/ },
  })),
  {
    assumption: "featureRemoval",
    alternative: "refused",
    does: "reports the refusal",
    meaning: "An item cannot be taken off; nothing is changed. unlistedItems keep leaves it on the key.",
    stories: { [life]: /This downgrade is not acceptable: removal of/ },
  },
  {
    assumption: "downgrade",
    alternative: "allowed",
    does: "does what the system allows",
    meaning: "A lower edition is reached by the same request that is refused elsewhere.",
    stories: { [refusals]: /1 PLESK-12-WEB-ADMIN-1M/ },
  },
];
