import type { Settings, StoredSubscription } from "./model";
import type { ServerWorld } from "./world";

/** One setting that plans ask for: what is there, what is asked for, what there will be. */
export interface SettingRow {
  readonly setting: string;
  readonly current: string;
  readonly requested: string;
  readonly allowed: string;
}

/** What comes of applying the plans of a subscription. */
export interface Settled {
  readonly settings: Settings;
  readonly rows: readonly SettingRow[];
}

/** What a setting is where nothing was ever said about it. */
const UNSET = "switched off";

/** Works out what applying a subscription's plans gives; nothing is changed. Settings that no plan names stay. */
export function settle(world: ServerWorld, { plan, addOns, settings }: StoredSubscription): Settled {
  const plans = [plan, ...addOns].map((guid) => world.plans.get(guid ?? "")?.settings ?? {});
  const asked = Object.entries(Object.assign({}, ...plans) as Settings);
  const rows = asked.map(([setting, requested]) => {
    const allowed = world.facts.provides[setting] ?? requested;
    return { setting, current: settings[setting] ?? UNSET, requested, allowed };
  });
  const settled = Object.fromEntries(rows.map(({ setting, allowed }) => [setting, allowed]));
  return { settings: { ...settings, ...settled }, rows };
}

/** Applies the plans of a subscription and says what came of it; the flag `synchronized` follows. */
export function provision(world: ServerWorld, subscription: StoredSubscription): readonly SettingRow[] {
  const { settings, rows } = settle(world, subscription);
  const isShort = rows.some(({ requested, allowed }) => requested !== allowed);
  subscription.settings = settings;
  subscription.synchronized = !isShort || world.assumptions().afterShortfall === "synchronized";
  return rows;
}
