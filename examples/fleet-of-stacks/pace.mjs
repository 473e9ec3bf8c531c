// How fast the stacks that run at the same time may ask: the limits of an account are for all of them together.
import { isOfAccounts, variableOf } from "./shards.mjs";

const systems = {
  PLESK_PARTNER30: ({ keys }) => Object.keys(keys).length > 0,
  PLESK_PARTNER10: ({ upgrades }) => Object.values(upgrades).some(({ partner10 }) => partner10 !== undefined),
  PLESK_FLEX_CLOUD: ({ upgrades }) =>
    Object.values(upgrades).some(({ flexCloud }) => flexCloud !== undefined),
};

/** An option of a script; with a width of none no limit would be divided. */
export function wholeNumber(options, option) {
  const number = Number(options[option]);
  if (Number.isInteger(number) && number > 0) return number;
  throw new Error(`--${option} must be a whole number from 1`);
}

/** What the provider takes where nothing is set. */
const usualInFlight = 4;

/**
 * The provider's settings for each of `width` stacks at once. What PLESK_..._MAX_IN_FLIGHT and _REQUESTS_PER_SECOND say in
 * the environment is what an account or server takes in all; each stack gets its part of it. `runs` is how many runs of one
 * stack may meet.
 */
export function paceOf(shards, { width, env, runs = 1 }) {
  const all = [...shards.values()];
  // A stack asks also about what it lets go of, which no file tells: each counts that may have had some.
  const ofAccounts = Object.entries(systems)
    .filter(([prefix, isUser]) => all.some(isUser) || settingsOf(prefix).some((name) => name in env))
    .map(([prefix]) => [prefix, all.filter(isOfAccounts).length]);
  const servers = new Set(all.flatMap(({ servers }) => Object.keys(servers)));
  const ofServers = [...servers].map((name) => [
    `PLESK_SERVER_${variableOf(name)}`,
    all.filter(({ servers }) => Object.hasOwn(servers, name)).length,
  ]);
  return Object.fromEntries(
    [...ofAccounts, ...ofServers].flatMap(([prefix, stacks]) =>
      stacks === 0 ? [] : parts(prefix, Math.min(width, runs * stacks), env),
    ),
  );
}

function settingsOf(prefix) {
  return [`${prefix}_MAX_IN_FLIGHT`, `${prefix}_REQUESTS_PER_SECOND`];
}

function parts(prefix, atOnce, env) {
  const [inFlight, rate] = settingsOf(prefix);
  const most = Number(env[inFlight] ?? usualInFlight);
  if (most < atOnce)
    throw new Error(
      `${inFlight} is ${most}, so that at most ${most} stacks can run at a time: --width ${most}`,
    );
  return [
    [inFlight, String(Math.floor(most / atOnce))],
    ...(env[rate] === undefined
      ? []
      : [[rate, String(Math.floor((Number(env[rate]) / atOnce) * 1000) / 1000)]]),
  ];
}
