import { z } from "zod";

/**
 * What fleet.yaml may hold. The arguments of an entry are those of the class that it becomes; what is
 * told here is their shape, so that an editor can help and an error names its line. What they mean
 * to the systems is checked by the resources themselves.
 */

const text = z.string().trim().min(1, "must not be empty");
const whole = z.int("must be a whole number").positive("must be 1 or more");
const seconds = z.number().nonnegative("must not be negative");

/** The name of an entry: it stands in the resource's URN, and the one of a server in environment variables. */
const name = z
  .string()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/, "must be letters, digits and hyphens, e.g. web-1");

const formerly = z
  .union([name.transform((one) => [one]), z.array(name).min(1, "must not be empty")])
  .exactOptional()
  .describe(
    "The names that this entry had before: a renamed one keeps what it stands for instead of buying another",
  );

/** What goes for every entry and is no argument of its class. */
const managed = {
  formerly,
  protect: z
    .boolean()
    .exactOptional()
    .describe("Whether a run fails that would delete or replace it; taken out first, in a change of its own"),
};

/** Likewise, of what an account has to be asked for. */
const accounted = {
  ...managed,
  account: name
    .exactOptional()
    .describe("A name of accounts; left out, it is the account of the PLESK_ variables"),
};

export interface Managed {
  account?: string | undefined;
  formerly?: string[] | undefined;
  protect?: boolean | undefined;
}

const system = z.strictObject({ url: text.exactOptional() });

const account = z
  .strictObject({
    partner30: system
      .extend({ accountKind: z.enum(["customer", "reseller"]).exactOptional() })
      .exactOptional(),
    partner10: system.exactOptional(),
    flexCloud: system.exactOptional(),
  })
  .describe(
    "The systems in which an account has logins of its own. They come from <NAME>_PLESK_PARTNER30_LOGIN and _PASSWORD and so on",
  );

const server = z
  .strictObject({
    url: text
      .regex(
        /^https?:\/\/[^@\s]+$/,
        "must be the URL of the server without a login, e.g. https://host.example:8443",
      )
      .describe("Root URL of the Plesk server, e.g. https://host.example:8443"),
    ca: text.exactOptional().describe("Certificates to trust instead of the usual ones, as PEM text"),
    fingerprint: text
      .exactOptional()
      .describe("SHA-256 of the one certificate to trust, e.g. a self-signed one"),
  })
  .describe(
    "How a Plesk server is reached. Its credentials are no part of this file: they come from PLESK_SERVER_<NAME>_LOGIN and _PASSWORD, or _SECRET_KEY",
  );

const item = z.strictObject({
  item: text.describe("The item's Partner API 3.0 constant, e.g. PLESK-12-WEB-ADMIN-1M"),
  quantity: whole.exactOptional(),
  externalId: text.exactOptional().describe("Free link to a subscription in your billing"),
});

const ipBinding = z.strictObject({
  address: text,
  restrict: z.boolean().exactOptional().describe("Whether the key works on this address only"),
  takeOver: z
    .boolean()
    .exactOptional()
    .describe("Bind also where another key holds the address and loses it"),
});

const parent = z.union(
  [
    z.literal("detached"),
    z.strictObject({ key: name.describe("A key of this file, by its name") }),
    z.strictObject({ keyId: text.describe("A key that this file does not declare") }),
  ],
  'must be { key: <a name of this file> }, { keyId: "12345678" } or "detached"',
);

const key = z
  .strictObject({
    ...accounted,
    items: z
      .array(item)
      .min(1, "must name at least one item: a key is bought with what is on it")
      .describe("All that is on the key: what is not in it is removed"),
    unlistedItems: z.enum(["remove", "keep"]).exactOptional(),
    ownerId: text.exactOptional(),
    nickname: text.exactOptional(),
    autoRenew: z.boolean().exactOptional(),
    suspended: z.boolean().exactOptional(),
    parent: parent.exactOptional(),
    ipBinding: z
      .union([z.literal("unbound"), ipBinding], 'must be { address, ... } or "unbound"')
      .exactOptional(),
    productConfigurationId: whole.exactOptional(),
    activation: z.strictObject({ uid: text }).exactOptional(),
    adopt: z
      .strictObject({ keyId: text })
      .exactOptional()
      .describe("Take over a key that exists instead of buying one"),
    marker: z.boolean().exactOptional(),
    onDelete: z
      .enum(["suspend", "terminate"])
      .exactOptional()
      .describe("What leaving this file does. Left out: nothing, the key stays and stays billed"),
    onGone: z.enum(["error", "forget", "replace"]).exactOptional(),
    timeouts: z.strictObject({ ipBinding: seconds.exactOptional() }).exactOptional(),
  })
  .describe("A licence key: the arguments of LicenseKey");

const subscription = z.union(
  [
    z.strictObject({ guid: text }),
    z.strictObject({ id: whole }),
    z.strictObject({ name: text.describe("The main domain") }),
    z.strictObject({ externalId: text }),
  ],
  "must have exactly one of guid, id, name and externalId",
);

const planNames = [
  z.strictObject({ guid: text }),
  z.strictObject({ externalId: text }),
  z.strictObject({ name: text, owner: text.exactOptional() }),
] as const;
const onePlan = "exactly one of guid, externalId and name, and an owner with a name only";
const plan = z.union(planNames, `must have ${onePlan}`);

const binding = z
  .strictObject({
    ...managed,
    server: name.describe("A name of servers"),
    subscription,
    plan: z.union([z.literal("none"), ...planNames], `must be "none", or have ${onePlan}`),
    addOnPlans: z.array(plan).exactOptional(),
    sync: z.enum(["never", "unsynchronized", "always"]).exactOptional(),
    onProblems: z.enum(["warn", "fail"]).exactOptional(),
    onDelete: z
      .enum(["no-plan"])
      .exactOptional()
      .describe("What leaving this file does. Left out: it stays on its plan"),
  })
  .describe("The plan of a subscription: the arguments of SubscriptionPlanBinding");

const confirm = z
  .enum(["applied", "resend"])
  .exactOptional()
  .describe("Your answer to an outcome that could not be found out; taken out afterwards");

const partner10 = z.strictObject({
  keyNumber: text.describe("e.g. PLSK.01304242; a revision does not count"),
  upgradePlans: z.array(text).min(1, "must name at least one plan"),
  licenseType: z.enum(["billing", "purchase"]).exactOptional(),
  expect: z.record(text, text).exactOptional(),
  confirm,
});

const flexCloud = z.strictObject({
  serverId: text,
  accountId: text.exactOptional(),
  addonTextkey: text.describe("What is ordered, e.g. plesk.9.linux.powerpack"),
  pleskServer: name.describe("A name of servers"),
  verify: z.union(
    [z.literal("none"), z.strictObject({ property: text, value: z.string() })],
    'must be { property, value } of the server\'s licence key, or "none"',
  ),
  confirm,
});

const upgrade = z
  .union(
    [
      z.strictObject({
        ...accounted,
        partner10: partner10.describe("Plans applied to a key"),
        onDelete: z.enum(["downgrade"]).exactOptional(),
      }),
      z.strictObject({
        ...accounted,
        flexCloud: flexCloud.describe("An add-on ordered for a cloud server"),
        timeouts: z.strictObject({ upgrade: seconds.exactOptional() }).exactOptional(),
      }),
    ],
    "must have exactly one of partner10 and flexCloud; onDelete goes with partner10, timeouts with flexCloud",
  )
  .describe("Plans of a key or an add-on of a cloud server: the arguments of PleskLicenseUpgrade");

const entries = <T extends z.ZodType>(entry: T) => z.record(name, entry).default({});

const fleet = z
  .strictObject({
    accounts: entries(account),
    servers: entries(server),
    keys: entries(key),
    upgrades: entries(upgrade),
    bindings: entries(binding),
  })
  .superRefine((found, context) => {
    for (const [path, reason] of [
      ...strangeAccounts(found),
      ...strangeServers(found),
      ...strangeParents(found),
      ...takenNames(found),
    ])
      context.addIssue({ code: "custom", path, message: reason });
  });

export type Fleet = z.infer<typeof fleet>;
export type Key = Fleet["keys"][string];
export { fleet as fleetSchema };

type Complaint = [path: string[], reason: string];

/** The variables of an account's logins, and the ones that the provider reads them as. */
export function loginsOf(name: string, systems: Fleet["accounts"][string]): Record<string, string> {
  const prefix = name.toUpperCase().replaceAll("-", "_");
  const usual = Object.keys(systems).flatMap((system) => {
    const variable = `PLESK_${system.replace(/[A-Z]/, "_$&").toUpperCase()}`;
    return [`${variable}_LOGIN`, `${variable}_PASSWORD`];
  });
  return Object.fromEntries(usual.map((variable) => [`${prefix}_${variable}`, variable]));
}

function strangeAccounts({ accounts, keys, upgrades }: Fleet): Complaint[] {
  const all = Object.entries({ keys, upgrades }).flatMap(([group, entries]) =>
    Object.entries<Managed>(entries).map(([each, { account }]) => ({
      path: [group, each, "account"],
      account,
    })),
  );
  return all.flatMap(({ path, account }): Complaint[] =>
    account === undefined || Object.hasOwn(accounts, account)
      ? []
      : [[path, unknown(account, "accounts", accounts)]],
  );
}

function strangeServers({ servers, upgrades, bindings }: Fleet): Complaint[] {
  const named: [path: string[], server: string][] = [
    ...Object.entries(upgrades).flatMap(([each, args]): [string[], string][] =>
      "flexCloud" in args
        ? [[["upgrades", each, "flexCloud", "pleskServer"], args.flexCloud.pleskServer]]
        : [],
    ),
    ...Object.entries(bindings).map(([each, { server }]): [string[], string] => [
      ["bindings", each, "server"],
      server,
    ]),
  ];
  return named
    .filter(([, server]) => !Object.hasOwn(servers, server))
    .map(([path, server]) => [path, unknown(server, "servers", servers)]);
}

/** A name that an entry had before cannot be another's now, or that of another's past. */
function takenNames({ keys, upgrades, bindings }: Fleet): Complaint[] {
  return Object.entries({ keys, upgrades, bindings }).flatMap(([group, entries]) => {
    const all = Object.entries<{ formerly?: string[] }>(entries);
    const taken = new Map(all.map(([each]) => [each, each]));
    return all.flatMap(([each, { formerly: names = [] }]) =>
      names.flatMap((old): Complaint[] => {
        const holder = taken.get(old);
        taken.set(old, each);
        if (holder === undefined) return [];
        return [
          [
            [group, each, "formerly"],
            `names ${old}, which ${holder === old ? "is an entry still" : `${holder} names too`}`,
          ],
        ];
      }),
    );
  });
}

function strangeParents({ keys }: Fleet): Complaint[] {
  return Object.keys(keys).flatMap((each): Complaint[] => {
    const path = ["keys", each, "parent", "key"];
    const line = ancestors(keys, each);
    const [parent] = line;
    if (parent !== undefined && !Object.hasOwn(keys, parent)) return [[path, unknown(parent, "keys", keys)]];
    return line.at(-1) === each ? [[path, `goes in a circle: ${[each, ...line].join(" -> ")}`]] : [];
  });
}

/** The keys in an order in which each follows the one that it is attached to. */
export function parentsFirst(keys: Fleet["keys"]): [name: string, key: Key][] {
  return Object.entries(keys).sort(
    ([one], [other]) => ancestors(keys, one).length - ancestors(keys, other).length,
  );
}

/** The key that a key is attached to, the one that this is attached to, and so on, until one comes again. */
function ancestors(keys: Fleet["keys"], name: string): string[] {
  const line: string[] = [];
  for (let next = parentOf(keys[name]); next !== undefined; next = parentOf(keys[next])) {
    const again = next === name || line.includes(next);
    line.push(next);
    if (again) break;
  }
  return line;
}

function parentOf(key: Key | undefined): string | undefined {
  return typeof key?.parent === "object" && "key" in key.parent ? key.parent.key : undefined;
}

function unknown(name: string, group: string, entries: object): string {
  const names = Object.keys(entries);
  return `names ${name}, but ${group} has ${names.length === 0 ? "none" : `only ${names.join(", ")}`}`;
}
