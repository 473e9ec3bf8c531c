/** The requests of this page, all to the sandbox's own control API. */

/**
 * @param {"GET" | "POST" | "DELETE"} method
 * @param {string} path below `/_sandbox/`
 * @param {unknown} [body]
 * @returns {Promise<unknown>}
 */
export async function request(method, path, body) {
  const sent =
    body === undefined ? {} : { headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`/_sandbox/${path}`, { method, ...sent });
  /** @type {unknown} */
  const answer = await response.json();
  if (!response.ok) throw new Error(/** @type {{ error: string }} */ (answer).error);
  return answer;
}

/**
 * A path of parts that may hold anything.
 * @param {TemplateStringsArray} fixed
 * @param {...(string | number)} parts
 */
export function path(fixed, ...parts) {
  return String.raw({ raw: fixed }, ...parts.map((part) => encodeURIComponent(part)));
}
