import { byId, element } from "./dom.js";

/**
 * What is asked before something is done: a text to enter, one of several to choose, or just whether it is meant.
 * @typedef {object} Question
 * @property {string} title
 * @property {string} [text]
 * @property {string} yes what the button says that does it
 * @property {boolean} [danger]
 * @property {{ label: string, value?: string, options?: [value: string, text: string][] }} [field]
 */

/**
 * Asks in a dialog; undefined when it was left.
 * @param {Question} question
 * @returns {Promise<string | undefined>}
 */
export function ask({ title, text = "", yes, danger = false, field }) {
  const dialog = byId("ask", HTMLDialogElement);
  byId("ask-title", HTMLElement).textContent = title;
  byId("ask-text", HTMLElement).textContent = text;
  const button = byId("ask-yes", HTMLButtonElement);
  button.textContent = yes;
  button.className = danger ? "danger" : "primary";
  const input = field && inputFor(field);
  byId("ask-field", HTMLElement).replaceChildren(
    ...(field && input ? [element("label", {}, field.label, input)] : []),
  );
  byId("ask-no", HTMLButtonElement).onclick = () => {
    dialog.close("");
  };
  dialog.returnValue = "";
  dialog.showModal();
  (input ?? button).focus();
  return new Promise((resolve) => {
    dialog.addEventListener(
      "close",
      () => {
        resolve(dialog.returnValue === "yes" ? (input?.value ?? "") : undefined);
      },
      { once: true },
    );
  });
}

/** @param {NonNullable<Question["field"]>} field */
function inputFor({ value = "", options }) {
  if (!options) return element("input", { type: "text", value, autocomplete: "off" });
  return element(
    "select",
    {},
    ...options.map(([of, text]) => element("option", { value: of, selected: of === value }, text)),
  );
}
