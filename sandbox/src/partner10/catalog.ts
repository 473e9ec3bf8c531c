import type { Plan } from "./model";

/** A plan to start with; what is left out follows from its name. */
export type SeedPlan = Pick<Plan, "plan"> & Partial<Plan>;

/**
 * The default plans. The identifiers are those of the reference, sections 5, 9 and the seed; platforms, licence types
 * and prices are the sandbox's own.
 */
export const PLANS: readonly SeedPlan[] = [
  ...["10_DOMAINS", "30_DOMAINS", "100_DOMAINS", "300_DOMAINS", "UNLIMITED_DOMAINS"].map((plan) => ({
    plan,
  })),
  { plan: "30_DOMAINS_TO_100_DOMAINS" },
  { plan: "100_DOMAINS_TO_UNLIMITED_DOMAINS" },
  { plan: "PLESK_POWER_PACK", platform: "linux" },
  { plan: "PLESK_POWER_PACK_FOR_WIN" },
  { plan: "PLESK-100-SITES" },
  { plan: "ADDITIONAL_LANGUAGE_PACK" },
  { plan: "5_LANGUAGE_PACKS" },
  { plan: "5_USERS", told: false },
  { plan: "UNLIMITED_MAILBOXES", price: null },
  { plan: "1YR_PREMIUM_SUPPORT_PACK", licenseTypes: ["purchase"] },
  { plan: "REINSTATE_SUS", kind: "sus", licenseTypes: ["purchase"] },
  { plan: "DISABLE_FEATURE_UPGRADES", kind: "switchOff" },
  { plan: "FOTOLIA_OFF", kind: "switchOff" },
  { plan: "NEWSFEED_OFF", kind: "switchOff" },
  { plan: "PLESK_95_TO_PLESK_10_AND_LATER", kind: "keyType", needsSus: true },
  {
    plan: "PLESK_95_FOR_WIN_FOR_XEN_TO_PLESK_10_AND_LATER_FOR_WIN_FOR_XEN",
    kind: "keyType",
    needsSus: true,
  },
];

/** The plans that the price lists of the default accounts leave out. */
export const NOT_SOLD: readonly string[] = ["300_DOMAINS"];

/** Long names by identifier, as texts of answers hold them; an identifier without one stands for itself. */
export const NAMES: Readonly<Record<string, string>> = {
  PLESK_95_FOR_WIN_FOR_XEN: "Parallels Plesk Panel 9.5 for Windows for Xen",
  PLESK_10_AND_LATER_FOR_WIN_FOR_XEN: "Parallels Plesk Panel 10 and Later for Windows for Xen",
  PLESK_95: "Parallels Plesk Panel 9.5",
  PLESK_10_AND_LATER: "Parallels Plesk Panel 10 and Later",
  PLESK_10_AND_LATER_FOR_WIN: "Parallels Plesk Panel 10 and Later for Windows",
  PLESK_ANTIVIRUS_BY_KAV: "Kaspersky Antivirus for Parallels Plesk Panel",
  "10_DOMAINS": "10 Domains w/1 yr SUS",
  "30_DOMAINS": "30 Domains w/1 yr SUS",
  "100_DOMAINS": "100 Domains w/1 yr SUS",
  "300_DOMAINS": "300 Domains w/1 yr SUS",
  UNLIMITED_DOMAINS: "Unlimited Domains w/1 yr SUS",
  PLESK_POWER_PACK: "Power Pack for Parallels Plesk Panel",
};

/** A whole plan from a partial one: a path names both its ends, `_FOR_WIN` the platform (reference, section 9). */
export function planOf({ plan, ...given }: SeedPlan): Plan {
  const at = plan.lastIndexOf("_TO_");
  return {
    plan,
    kind: "feature",
    gives: at < 0 ? plan : plan.slice(at + "_TO_".length),
    from: at < 0 ? null : plan.slice(0, at),
    platform: plan.includes("_FOR_WIN") ? "windows" : "any",
    licenseTypes: ["billing", "purchase"],
    needsSus: false,
    price: 1,
    told: true,
    ...given,
  };
}
