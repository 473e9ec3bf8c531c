import type { CatalogItem } from "./model";

/**
 * The default price list. The constants are those of the reference, section 10; ranks, families and prices are
 * the sandbox's own. Only `-1M` was ever seen, so the two `-1Y` constants are made up in order to have another period.
 */
export const CATALOG: readonly CatalogItem[] = [
  ...editions("plesk-dedicated", "PLESK-12-WEB", [10, 20, 30]),
  ...editions("plesk-virtual", "PLESK-12-VPS-WEB", [7, 11, 17]),
  { ...main("plesk-dedicated", "PLESK-12-WEB-ADMIN-1Y", 1, 100), months: 12 },
  { ...main("plesk-dedicated", "PLESK-12-WEB-PRO-1Y", 2, 200), months: 12 },
  feature("FT-PLESK-1-LANGUAGE-PACK-1M", 2),
  feature("FT-PLESK-5-LANGUAGE-PACKS-1M", 5),
  feature("FT-PLESK-DEVELOPER-PACK-1M", 6),
  feature("FT-PLESK-WPB-10-SITES-1M", 4),
  feature("FT-PLESK-DISABLE-SITEBUILDER", 0),
  feature("FT-PLESK-EMAIL-SECURITY-PACK-WITH-KASPERSKY-AV", 8),
  feature("FT-PLESK-CLOUDFLARE-SERVERSHIELD-PLUS-ADVANCED", null),
  addon("ADD-DNSSEC-1M", 3),
  addon("ADD-ADDENDIO-DOCKER-BUSINESS-1M", 9),
  main("virtuozzo", "VIRTUOZZO-7-LOW-DENSITY-2CPU-1M", 1, 40),
  ...monitoring(),
  cloud("sitejet", "SJ-PLSK-BIZ-1M", 1, 12),
  cloud("sitejet", "SJ-PLSK-ACY-1M", 2, 25),
  countable("sitejet", "SJ-PLSK-BIZ-SITE-1M", 1, ["SJ-PLSK-BIZ-1M"]),
  countable("sitejet", "SJ-PLSK-ACY-SITE-1M", 1, ["SJ-PLSK-ACY-1M"]),
  cloud("koality", "KOA-BSC-PRJ-1-1M", 1, 5),
  cloud("koality", "KOA-PRJ-1-1M", 2, 9),
  cloud("koality", "KOA-AGC-30-1M", 3, 90),
  countable("koality", "KOA-BSC-PRJ-ADD-1-1M", 4, ["KOA-BSC-PRJ-1-1M"]),
  countable("koality", "KOA-PRJ-ADD-1-1M", 7, ["KOA-PRJ-1-1M"]),
  countable("koality", "KOA-PRJ-ADD-30-1M", 70, ["KOA-AGC-30-1M"]),
  ...["FREE", "START", "BUILD", "GROW", "SCALE"].map((plan, rank) => ({
    ...cloud("nova", `WPC-NOVA-PLSK-${plan}-1M`, rank, rank * 10),
    provisioned: true,
  })),
];

/** The families whose keys are Plesk itself: they take features and add-on keys. */
const PLESK = ["plesk-dedicated", "plesk-virtual"];

function main(family: string, item: string, rank: number, price: number): CatalogItem {
  return { item, kind: "main", family, rank, months: 1, price };
}

function editions(
  family: string,
  prefix: string,
  [admin, pro, host]: [number, number, number],
): CatalogItem[] {
  return [
    main(family, `${prefix}-ADMIN-1M`, 1, admin),
    main(family, `${prefix}-PRO-1M`, 2, pro),
    main(family, `${prefix}-PRO-CLNX-1M`, 3, pro + 8),
    main(family, `${prefix}-HOST-1M`, 4, host),
    main(family, `${prefix}-HOST-CLNX-1M`, 5, host + 8),
  ];
}

function monitoring(): CatalogItem[] {
  return ["", "-PRO", "-BIZ", "-ENT"].flatMap((plan, rank) => [
    cloud("360-monitoring", `360-MON${plan}-1M`, rank, 5 + 10 * rank),
    countable("360-monitoring", `360-MON${plan}-SRV-1M`, 2, [`360-MON${plan}-1M`]),
    countable("360-monitoring", `360-MON${plan}-SITE-1M`, 1, [`360-MON${plan}-1M`]),
  ]);
}

function feature(item: string, price: number | null): CatalogItem {
  return { item, kind: "feature", family: "plesk", rank: 0, months: 1, price };
}

function addon(item: string, price: number): CatalogItem {
  return {
    item,
    kind: "addon",
    family: item,
    rank: 0,
    months: 1,
    price,
    parents: ["plesk-dedicated", "plesk-virtual"],
  };
}

function cloud(family: string, item: string, rank: number, price: number): CatalogItem {
  return { ...main(family, item, rank, price), cloud: true };
}

function countable(family: string, item: string, price: number, goesWith: string[]): CatalogItem {
  return { item, kind: "countable", family, rank: 0, months: 1, price, goesWith };
}

/** Whether an extra may stand beside a base. */
export function fitsBase(extra: CatalogItem, base: CatalogItem): boolean {
  if (extra.kind === "feature") return PLESK.includes(base.family);
  return extra.kind === "countable" && (extra.goesWith?.includes(base.item) ?? extra.family === base.family);
}

/** Whether an item is the base of a key: a main key or an add-on key. */
export function isBase({ kind }: CatalogItem): boolean {
  return kind === "main" || kind === "addon";
}
