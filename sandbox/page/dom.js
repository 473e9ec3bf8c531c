/** Making elements. Text is always text: nothing that a system holds is ever read as HTML. */

/**
 * An element with properties and children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | boolean | EventListener | undefined>} [properties] attributes, and `onclick` and its like
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/**
 * The element of the page with an id.
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} "${id}".`);
  return found;
}

/**
 * Brings a list up to date. What has not changed is left alone, so that focus and selection stay where they are.
 * @param {Element} list
 * @param {readonly import("./rows.js").Row[]} rows
 * @param {(row: import("./rows.js").Row) => HTMLElement} make
 */
export function show(list, rows, make) {
  const known = new Map([...list.children].map((child) => [child.getAttribute("data-key"), child]));
  const wanted = rows.map((row) => {
    const old = known.get(row.key);
    const content = JSON.stringify(row);
    if (old?.getAttribute("data-content") === content) return old;
    const fresh = make(row);
    fresh.setAttribute("data-key", row.key);
    fresh.setAttribute("data-content", content);
    if (list.hasAttribute("data-shown")) fresh.classList.add("changed");
    if (old) replace(old, fresh);
    return fresh;
  });
  if (wanted.some((child, at) => list.children[at] !== child) || list.children.length !== wanted.length) {
    const focused = document.activeElement;
    list.replaceChildren(...wanted);
    if (focused instanceof HTMLElement && list.contains(focused)) focused.focus();
  }
  list.setAttribute("data-shown", "");
}

/**
 * The button that somebody is on stays the one that they are on.
 * @param {Element} old
 * @param {HTMLElement} fresh
 */
function replace(old, fresh) {
  const focused = [...old.querySelectorAll("button")].indexOf(
    /** @type {HTMLButtonElement} */ (document.activeElement),
  );
  old.replaceWith(fresh);
  if (focused !== -1) fresh.querySelectorAll("button")[focused]?.focus();
}
