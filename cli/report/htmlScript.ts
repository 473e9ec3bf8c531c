/** What filters the page; without it everything shows. It reads nothing but the page and sends nothing. */
export const script = `
const filters = document.getElementById("filters");
const things = [...document.querySelectorAll("[data-class]")];
const groups = [...document.querySelectorAll("section.group")];
const checked = (name) =>
  new Set([...filters.querySelectorAll("input[name=" + name + "]:checked")].map(({ value }) => value));
function apply() {
  const [classes, types] = [checked("class"), checked("type")];
  const isGrave = checked("grave").size > 0;
  const wanted = document.getElementById("wanted").value.trim().toLowerCase();
  for (const thing of things) {
    thing.hidden =
      !classes.has(thing.dataset.class) ||
      !types.has(thing.dataset.type) ||
      (isGrave && thing.dataset.grave === undefined) ||
      !thing.textContent.toLowerCase().includes(wanted);
  }
  for (const group of groups) group.hidden = group.querySelector("[data-class]:not([hidden])") === null;
  const count = (some) => some.reduce((sum, { dataset }) => sum + Number(dataset.count), 0);
  const shown = count(things.filter(({ hidden }) => !hidden));
  document.getElementById("shown").textContent = "Showing " + shown + " of " + count(things);
}
if (filters !== null) {
  filters.addEventListener("input", apply);
  filters.addEventListener("reset", () => setTimeout(apply));
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.hidden = false;
  apply();
}
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
`;
