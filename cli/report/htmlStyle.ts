/** Light and dark, phone and desk, screen and paper. */
export const style = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f4f5f7, #15171b);
  --card: light-dark(#ffffff, #1e2127);
  --text: light-dark(#1b1f24, #e6e8ec);
  --quiet: light-dark(#57606a, #a2aab5);
  --line: light-dark(#d5d9df, #363b44);
  --accent: light-dark(#0b5cad, #79b8ff);
  --warn: light-dark(#7a4d00, #f0c060);
  --warn-back: light-dark(#fdf0d5, #3a2d10);
  --bad: light-dark(#a8201a, #ff9a92);
  --bad-back: light-dark(#fde7e5, #431b19);
  --money: light-dark(#6527a8, #d0adff);
  --money-back: light-dark(#f1e6fd, #321d4d);
  --good: light-dark(#1a6b35, #6fd68f);
  font: 16px/1.5 system-ui, sans-serif;
  background: var(--page);
  color: var(--text);
}
* { box-sizing: border-box; }
body { max-width: 62rem; margin: 0 auto; padding: 1rem; }
h1, h2, h3, p, ul, ol, dl, dd { margin: 0; padding: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; }
h3 { font-size: 1.05rem; overflow-wrap: anywhere; }
ul, ol { list-style: none; }
a { color: var(--accent); }
code { font: 0.9em ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
.id { user-select: all; color: var(--quiet); }
.quiet { color: var(--quiet); }
.verdict { font-size: 1.1rem; font-weight: 600; }
header > *, section > * { margin-top: 0.5rem; }
section { margin-top: 1.75rem; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 0.6rem; margin: 1rem 0; }
.numbers li, article, form, .problem, details { border: 1px solid var(--line); border-radius: 0.5rem; background: var(--card); padding: 0.7rem 0.9rem; }
.numbers b { display: block; font-size: 1.6rem; line-height: 1.2; }
.numbers .money { border-color: var(--money); color: var(--money); background: var(--money-back); }
.numbers .bad { border-color: var(--bad); color: var(--bad); background: var(--bad-back); }
.numbers .warn { border-color: var(--warn); color: var(--warn); background: var(--warn-back); }
article > * { margin-top: 0.5rem; }
article > :first-child { margin-top: 0; }
article.money { border-left: 0.4rem solid var(--money); }
article.warn { border-left: 0.4rem solid var(--warn); }
article.bad { border-left: 0.4rem solid var(--bad); }
.mark { display: inline-block; padding: 0 0.5em; border: 1px solid; border-radius: 0.7em; font: 600 0.8rem/1.5 system-ui, sans-serif; white-space: nowrap; }
.mark.money { color: var(--money); background: var(--money-back); }
.mark.bad { color: var(--bad); background: var(--bad-back); }
.mark.warn { color: var(--warn); background: var(--warn-back); }
.mark.plain { color: var(--quiet); }
.sends li { padding: 0.35rem 0 0.35rem 0.75rem; border-left: 3px solid var(--accent); overflow-wrap: anywhere; }
.sends li + li { margin-top: 0.35rem; }
.pairs li { display: grid; grid-template-columns: minmax(0, 13rem) 1fr; gap: 0 1rem; padding: 0.35rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.remarks li { list-style: disc; margin-left: 1.2rem; overflow-wrap: anywhere; }
.problem { border-color: var(--bad); color: var(--bad); background: var(--bad-back); overflow-wrap: anywhere; white-space: pre-wrap; }
.values div { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 0 1rem; padding: 0.35rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
form { display: grid; gap: 0.6rem; margin-top: 1.5rem; }
form > * { min-width: 0; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; }
legend { padding: 0; color: var(--quiet); }
[type="checkbox"] { width: 1.05em; height: 1.05em; vertical-align: -0.1em; accent-color: var(--accent); }
[type="search"] { display: block; width: 100%; min-height: 2.4rem; padding: 0.3rem 0.6rem; border: 1px solid light-dark(#868e99, #737b87); border-radius: 0.4rem; background: var(--card); color: var(--text); font: inherit; }
button { min-height: 2.1rem; padding: 0.2rem 0.8rem; border: 1px solid light-dark(#868e99, #737b87); border-radius: 0.4rem; background: var(--card); color: var(--text); font: inherit; }
.foot { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; }
summary { cursor: pointer; font-weight: 600; }
.names { columns: 16rem; }
details li { padding: 0.2rem 0; overflow-wrap: anywhere; }
footer { margin-top: 2rem; }
@media (max-width: 40rem) { .pairs li, .values div { grid-template-columns: 1fr; } }
[hidden] { display: none !important; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
:target { outline: 3px solid var(--accent); }
@media print {
  :root { color-scheme: light; font-size: 11pt; background: #fff; }
  body { max-width: none; padding: 0; }
  form { display: none; }
  article, .numbers li, .pairs li, .values div { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  a { color: inherit; text-decoration: none; }
  details::details-content { content-visibility: visible; height: auto; }
}
`;
