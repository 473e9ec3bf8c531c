import { ask } from "./ask.js";
import { request } from "./control.js";
import { byId, element, show } from "./dom.js";
import { rows } from "./rows.js";

/**
 * @import { Overview } from "../src/overview"
 * @import { Action, Row } from "./rows.js"
 */

const PERIOD = 1000;

/** How long the page says what came of something. */
const SAID = 8000;

/** More than a page can show at once; the filter finds the rest. */
const SHOWN = 200;

/** @type {Overview | undefined} */
let overview;

async function refresh() {
  const state = byId("state", HTMLElement);
  try {
    overview = /** @type {Overview} */ (await request("GET", "overview"));
    state.textContent = "Live";
    state.className = "live";
    showAll(overview);
  } catch (error) {
    state.textContent = "The sandbox does not answer";
    state.className = "lost";
    if (!(error instanceof TypeError)) throw error;
  }
}

/** @param {Overview} overview */
function showAll(overview) {
  const wanted = byId("filter", HTMLInputElement).value.trim().toLowerCase();
  for (const list of document.querySelectorAll("[data-list]")) {
    const name = /** @type {keyof typeof rows} */ (list.getAttribute("data-list"));
    const all = rows[name](overview);
    const isFiltered = wanted !== "" && list.classList.contains("cards");
    const fitting = isFiltered ? all.filter((row) => textOf(row).includes(wanted)) : all;
    show(list, fitting.slice(0, SHOWN), list.classList.contains("cards") ? card : line);
    list.setAttribute("data-empty", all.length === 0 ? "Nothing yet" : "Nothing fits");
    const total = name === "requests" || name === "orders" ? overview[name].total : all.length;
    const count = document.querySelector(`[data-count="${name}"]`);
    if (count) count.textContent = String(total);
  }
}

/** @param {Row} row */
function textOf({ title, id = "", badges = [], facts = [] }) {
  return [title, id, ...badges.map(({ text }) => text), ...facts.map(([, text]) => text)]
    .join(" ")
    .toLowerCase();
}

/**
 * A thing, with what can be done with it.
 * @param {Row} row
 */
function card({ title, id, badges = [], facts = [], actions = [] }) {
  return element(
    "li",
    {},
    element("h3", {}, title, ...badges.map(pill)),
    ...(id === undefined ? [] : [element("code", { class: "id" }, id)]),
    element("dl", {}, ...facts.flatMap(fact)),
    ...(actions.length === 0
      ? []
      : [element("p", { class: "actions" }, ...actions.map((action) => button(action, id ?? title)))]),
  );
}

/**
 * Something that happened.
 * @param {Row} row
 */
function line({ title, badges = [], facts = [] }) {
  return element(
    "li",
    {},
    element("p", {}, ...badges.map(pill), element("code", {}, title)),
    element("dl", {}, ...facts.flatMap(fact)),
  );
}

/** @param {NonNullable<Row["badges"]>[number]} badge */
function pill({ text, kind }) {
  return element("span", { class: `badge ${kind}` }, text);
}

/** @param {[label: string, text: string]} fact */
function fact([label, text]) {
  return [element("dt", {}, label), element("dd", {}, text)];
}

/**
 * @param {Action} action
 * @param {string} of
 */
function button({ text, danger, run }, of) {
  return element(
    "button",
    { class: danger ? "danger" : undefined, "aria-label": `${text}: ${of}`, onclick: () => void done(run) },
    text,
  );
}

/**
 * Does something and says what came of it.
 * @param {Action["run"]} run
 */
async function done(run) {
  try {
    const text = await run();
    if (text === undefined) return;
    say(text, "good");
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), "bad");
  }
  await refresh();
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let silence;

/**
 * @param {string} text
 * @param {string} kind
 */
function say(text, kind) {
  const outcome = byId("outcome", HTMLElement);
  outcome.className = kind;
  outcome.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => {
    outcome.textContent = "";
  }, SAID);
}

byId("filter", HTMLInputElement).addEventListener("input", () => {
  if (overview) showAll(overview);
});

byId("fault", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const kind = byId("fault-kind", HTMLSelectElement).value;
  const endpoint = byId("fault-endpoint", HTMLSelectElement).value;
  void done(async () => {
    await request("POST", "faults", {
      kind,
      ...(kind === "status" ? { status: 503 } : {}),
      ...(endpoint === "" ? {} : { endpoint }),
    });
    return "It will happen once.";
  });
});

byId("forgive", HTMLButtonElement).addEventListener(
  "click",
  () =>
    void done(async () => {
      await request("DELETE", "faults");
      return "Nothing goes wrong any more.";
    }),
);

byId("clear", HTMLButtonElement).addEventListener(
  "click",
  () =>
    void done(async () => {
      await request("DELETE", "ledger");
      return "The ledger is empty.";
    }),
);

byId("reset", HTMLButtonElement).addEventListener(
  "click",
  () =>
    void done(async () => {
      const meant = await ask({
        title: "Back to the start?",
        text: "Keys, subscriptions, servers and assumptions become what they were when the sandbox started. The ledger and all faults go.",
        yes: "Go back",
        danger: true,
      });
      if (meant === undefined) return undefined;
      await request("POST", "reset");
      return "The sandbox is as it was at its start.";
    }),
);

for (;;) {
  if (!document.hidden) await refresh();
  await new Promise((resolve) => setTimeout(resolve, PERIOD));
}
