/** What the page says about each thing, and what somebody can do with it by hand. */
import { ask } from "./ask.js";
import { path, request } from "./control.js";

/**
 * @import { LedgerEntry } from "../src/ledgerEntry"
 * @import { Fault } from "../src/faults"
 * @import { Overview, ServerOverview } from "../src/overview"
 */

/**
 * One thing as the page shows it.
 * @typedef {object} Row
 * @property {string} key what it is recognised by
 * @property {string} title
 * @property {string} [id] what to copy
 * @property {Badge[]} [badges]
 * @property {[label: string, text: string][]} [facts]
 * @property {Action[]} [actions]
 * @property {unknown} [of] what it was made from
 */

/** @typedef {{ text: string, kind: "good" | "bad" | "warn" | "money" | "plain" }} Badge */

/**
 * @typedef {object} Action
 * @property {string} text
 * @property {boolean} [danger]
 * @property {() => Promise<string | undefined>} run what it says afterwards; undefined when it was left
 */

/** @type {{ [List in keyof Overview | "subscriptions"]: (overview: Overview) => Row[] }} */
export const rows = {
  keys: ({ keys }) => keys.map(keyRow),
  partner10Keys: ({ partner10Keys }) => partner10Keys.map(partner10Row),
  cloudServers: ({ cloudServers, servers }) => cloudServers.map((server) => cloudRow(server, servers)),
  servers: ({ servers }) => servers.map(serverRow),
  subscriptions: ({ servers }) =>
    servers.flatMap((server) =>
      server.subscriptions.map((subscription) => subscriptionRow(subscription, server)),
    ),
  faults: ({ faults }) => faults.map(faultRow),
  orders: ({ orders }) => orders.newest.flatMap(orderRows),
  requests: ({ requests }) => requests.newest.map(requestRow),
};

/** @param {Overview["keys"][number]} key */
function keyRow(key) {
  const { keyId, nickname, ownerId, items, suspended, terminated, status, expirationDate } = key;
  const name = nickname ?? "no nickname";
  const address = path`keys/${keyId}`;
  /** @param {object} change */
  const change = (change) => request("POST", address, change);
  /** @type {Row} */
  const row = {
    key: String(keyId),
    title: name,
    id: String(keyId),
    badges: [state({ terminated, suspended, otherwise: status })],
    facts: [
      ["items", items.map(({ item, quantity }) => counted(item, quantity)).join(", ")],
      ["owner", ownerId],
      ["expires", expirationDate.slice(0, 10)],
    ],
    of: key,
  };
  if (terminated) return row;
  row.actions = [
    {
      text: "Rename",
      run: async () => {
        const wanted = await ask({
          title: `Rename key ${keyId}`,
          yes: "Rename",
          field: { label: "Nickname, empty for none", value: nickname ?? "" },
        });
        if (wanted === undefined) return undefined;
        await change({ nickname: wanted === "" ? null : wanted });
        return `Key ${keyId} is now ${wanted === "" ? "without a nickname" : `"${wanted}"`}.`;
      },
    },
    suspension(suspended, `Key ${keyId}`, () => change({ suspended: !suspended })),
    ...(items.length < 2
      ? []
      : [
          takeOff(
            `key ${keyId}`,
            items.map(({ item }) => item),
            (off) => change({ items: items.filter(({ item }) => item !== off) }),
          ),
        ]),
    termination(`key ${keyId}`, () => change({ terminated: true })),
  ];
  return row;
}

/** @param {Overview["partner10Keys"][number]} key */
function partner10Row(key) {
  const { id, keyNumber, keyType, features, clientId, suspended, terminated, problem } = key;
  const address = path`partner10/keys/${id}`;
  /** @param {object} change */
  const change = (change) => request("POST", address, change);
  const names = features.map(({ identifier }) => identifier);
  /** @type {Row} */
  const row = {
    key: id,
    title: keyType,
    id: keyNumber,
    badges: [
      state({ terminated, suspended, otherwise: "active" }),
      ...(problem ? [badge("problem", "warn")] : []),
    ],
    facts: [
      ["features", names.join(", ") || "none"],
      ["client", String(clientId)],
    ],
    of: key,
  };
  if (terminated) return row;
  row.actions = [
    suspension(suspended, `Key ${id}`, () => change({ suspended: !suspended })),
    ...(names.length === 0
      ? []
      : [takeOff(`key ${id}`, names, (off) => request("DELETE", `${address}/${path`features/${off}`}`))]),
    termination(`key ${id}`, () => change({ terminated: true })),
  ];
  return row;
}

/**
 * @param {Overview["cloudServers"][number]} server
 * @param {readonly ServerOverview[]} servers
 * @returns {Row}
 */
function cloudRow(server, servers) {
  const { id, name, status, busy, pleskServer, textkeys, upgrading } = server;
  const address = path`flexCloud/servers/${id}`;
  const key = servers.find((each) => each.name === pleskServer)?.key ?? {};
  const inEffect = Object.entries(textkeys)
    .filter(([, { property, value }]) => key[property] === value)
    .map(([textkey]) => textkey);
  const isActive = status === "ACTIVE";
  return {
    key: id,
    title: name,
    id,
    badges: [
      badge(status.toLowerCase(), isActive ? "good" : "warn"),
      ...(busy ? [badge("busy", "warn")] : []),
      ...(upgrading === null ? [] : [badge(`upgrade runs: ${upgrading}`, "money")]),
    ],
    facts: [
      ["Plesk server", pleskServer],
      ["upgrades there", inEffect.join(", ") || "none"],
    ],
    actions: [
      {
        text: busy ? "Make free" : "Make busy",
        run: async () => {
          await request("POST", address, { busy: !busy });
          return `${id} is ${busy ? "free again" : "busy"}.`;
        },
      },
      suspension(!isActive, id, () =>
        request("POST", address, { status: isActive ? "SUSPENDED" : "ACTIVE" }),
      ),
      ...(inEffect.length === 0
        ? []
        : [takeOff(id, inEffect, (off) => request("DELETE", `${address}/${path`textkeys/${off}`}`))]),
      ...(upgrading === null ? [] : [ending("finish"), ending("abandon")]),
    ],
    of: [server, key],
  };

  /**
   * @param {"finish" | "abandon"} how
   * @returns {Action}
   */
  function ending(how) {
    return {
      text: how === "finish" ? "Finish the upgrade" : "Let the upgrade fail",
      run: async () => {
        await request("POST", `${address}/${how}`);
        return `The upgrade ${upgrading ?? ""} of ${id} is over, ${how === "finish" ? "with" : "without"} effect.`;
      },
    };
  }
}

/**
 * @param {ServerOverview} server
 * @returns {Row}
 */
function serverRow(server) {
  const { name, api, key, protocolVersion, subscriptions, plans } = server;
  return {
    key: name,
    title: name,
    badges: [badge(api ? "API on" : "API off", api ? "good" : "warn")],
    facts: [
      ["subscriptions", String(subscriptions.length)],
      ["plans", plans.map((plan) => plan.name).join(", ")],
      [
        "licence key",
        Object.entries(key)
          .map(([property, value]) => `${property} = ${value}`)
          .join(", "),
      ],
      ["protocol", protocolVersion],
    ],
    actions: [
      {
        text: api ? "Switch the API off" : "Switch the API on",
        run: async () => {
          await request("POST", path`servers/${name}`, { api: !api });
          return `The API of ${name} is ${api ? "off" : "on"}.`;
        },
      },
    ],
    of: [api, key],
  };
}

/**
 * @param {ServerOverview["subscriptions"][number]} subscription
 * @param {ServerOverview} server
 * @returns {Row}
 */
function subscriptionRow(subscription, { name: server, plans }) {
  const { guid, name, owner, plan, addOns, locked, synchronized, status } = subscription;
  const address = path`servers/${server}/subscriptions/${guid}`;
  /** @param {object} change */
  const change = (change) => request("POST", address, change);
  /** @param {string | null} of */
  const planName = (of) => plans.find((each) => each.guid === of)?.name ?? of ?? "none";
  return {
    key: `${server}/${guid}`,
    title: name,
    id: `${server}/${guid}`,
    badges: [
      badge(status === 0 ? "active" : "suspended", status === 0 ? "good" : "warn"),
      ...(locked ? [badge("locked", "warn")] : []),
      ...(synchronized ? [] : [badge("out of sync", "warn")]),
    ],
    facts: [
      ["plan", planName(plan)],
      ["add-on plans", addOns.map(planName).join(", ") || "none"],
      ["owner", owner],
    ],
    actions: [
      {
        text: "Move to a plan",
        run: async () => {
          const wanted = await ask({
            title: `Move ${name} to another plan`,
            yes: "Move",
            field: {
              label: "Plan",
              value: plan ?? "",
              options: [
                ...plans
                  .filter(({ addOn }) => !addOn)
                  .map(
                    (each) => /** @type {[string, string]} */ ([each.guid, `${each.name} of ${each.owner}`]),
                  ),
                ["", "No plan"],
              ],
            },
          });
          if (wanted === undefined) return undefined;
          await request("POST", `${address}/plan`, { plan: wanted === "" ? null : wanted });
          return `${name} has the plan ${planName(wanted === "" ? null : wanted)}.`;
        },
      },
      {
        text: locked ? "Unlock" : "Lock",
        run: async () => {
          await change({ locked: !locked });
          return `${name} is ${locked ? "not locked any more" : "locked against syncing"}.`;
        },
      },
      suspension(status !== 0, name, () => change({ status: status === 0 ? 16 : 0 })),
    ],
    of: [subscription, plans],
  };
}

/**
 * @param {Fault} fault
 * @param {number} at
 * @returns {Row}
 */
function faultRow({ kind, ...match }, at) {
  const which = Object.entries(match).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return { key: String(at), title: kind, facts: [["waits for", which.join(", ") || "the next request"]] };
}

/**
 * @param {LedgerEntry} entry
 * @returns {Row[]}
 */
function orderRows({ number, time, account, charges }) {
  return charges.map(({ kind, item, quantity, keyId }, at) => ({
    key: `${number}.${at}`,
    title: counted(item, quantity === 1 ? null : quantity),
    badges: [badge(kind, "money")],
    facts: [
      ["on", keyId],
      ["request", `#${number}, ${clock(time)}, ${account ?? ""}`],
    ],
  }));
}

/**
 * @param {LedgerEntry} entry
 * @returns {Row}
 */
function requestRow({
  number,
  time,
  method,
  path,
  requested,
  account,
  status,
  operations,
  charges,
  refusal,
  fault,
  keyId,
  subjects,
}) {
  const isBad = status === null || status >= 400 || refusal !== null;
  const on = keyId ?? subjects?.join(", ");
  /** @type {[string, string][]} */
  const facts = [["who", [account ?? "nobody known", clock(time)].join(", ")]];
  if (operations.length > 0) facts.push(["did", `${operations.join(", ")}${on ? ` on ${on}` : ""}`]);
  if (charges.length > 0)
    facts.push([
      "charged",
      charges.map(({ kind, item, quantity }) => `${kind} ${counted(item, quantity)}`).join(", "),
    ]);
  if (refusal !== null) facts.push(["refused", refusal]);
  if (fault !== null) facts.push(["fault", fault]);
  return {
    key: String(number),
    title: `${number}  ${method} ${path} ${requested?.join(", ") ?? ""}`.trim(),
    badges: [
      badge(status === null ? "no answer" : String(status), isBad ? "bad" : "good"),
      ...(charges.length > 0 ? [badge("charged", "money")] : []),
    ],
    facts,
  };
}

/**
 * @param {boolean} suspended
 * @param {string} what
 * @param {() => Promise<unknown>} change
 * @returns {Action}
 */
function suspension(suspended, what, change) {
  return {
    text: suspended ? "Resume" : "Suspend",
    run: async () => {
      await change();
      return `${what} is ${suspended ? "active again" : "suspended"}.`;
    },
  };
}

/**
 * @param {string} what
 * @param {() => Promise<unknown>} change
 * @returns {Action}
 */
function termination(what, change) {
  return {
    text: "Terminate",
    danger: true,
    run: async () => {
      const meant = await ask({
        title: `Terminate ${what}?`,
        text: "A terminated key takes no change any more.",
        yes: "Terminate",
        danger: true,
      });
      if (meant === undefined) return undefined;
      await change();
      return `Terminated: ${what}.`;
    },
  };
}

/**
 * @param {string} what
 * @param {readonly string[]} names
 * @param {(off: string) => Promise<unknown>} change
 * @returns {Action}
 */
function takeOff(what, names, change) {
  return {
    text: "Take off",
    run: async () => {
      const off = await ask({
        title: `Take something off ${what}`,
        yes: "Take it off",
        field: { label: "What", options: names.map((name) => [name, name]) },
      });
      if (off === undefined) return undefined;
      await change(off);
      return `${off} is off ${what}.`;
    },
  };
}

/**
 * @param {{ terminated: boolean, suspended: boolean, otherwise: string }} what
 * @returns {Badge}
 */
function state({ terminated, suspended, otherwise }) {
  if (terminated) return badge("terminated", "bad");
  if (suspended) return badge("suspended", "warn");
  return badge(otherwise, otherwise === "active" ? "good" : "warn");
}

/**
 * @param {string} text
 * @param {Badge["kind"]} kind
 * @returns {Badge}
 */
function badge(text, kind) {
  return { text, kind };
}

/**
 * @param {string} item
 * @param {number | null} quantity
 */
function counted(item, quantity) {
  return quantity === null || quantity === 1 ? item : `${quantity} x ${item}`;
}

/** @param {string} time */
function clock(time) {
  return new Date(time).toLocaleTimeString();
}
