/** Lines over two linear axes, as an SVG that can be read in light and dark, on paper and on a phone. */

export interface Line {
  title: string;
  /** In order of x. */
  points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  title: string;
  x: string;
  y: string;
  lines: readonly Line[];
}

const width = 480;
const top = 62;
const bottom = 330;
const left = 52;
const right = 460;
const rowHeight = 24;

/** Told apart by their dashes as well as by their colours. */
const dashes = ["none", "9 4", "2 4", "9 4 2 4", "16 6"];

const style = `
text { font: 15px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; font-size: 17px; }
.back { fill: #ffffff; }
.grid { stroke: #d1d9e0; }
.line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
.c0 { stroke: #0550ae; } .c1 { stroke: #116329; } .c2 { stroke: #953800; } .c3 { stroke: #8250df; } .c4 { stroke: #a40e26; }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; }
.back { fill: #161b22; }
.grid { stroke: #3d444d; }
.c0 { stroke: #79c0ff; } .c1 { stroke: #7ee787; } .c2 { stroke: #ffa657; } .c3 { stroke: #d2a8ff; } .c4 { stroke: #ff7b72; }
}`;

export function plotOf({ title, x, y, lines }: Plot): string {
  const points = lines.flatMap((line) => line.points);
  const xs = scale(Math.max(...points.map(([value]) => value)), left, right);
  const ys = scale(Math.max(...points.map(([, value]) => value)), bottom, top);
  const height = bottom + 56 + lines.length * rowHeight;
  const grid = [
    ...ys.ticks.map((at) => ({
      line: `M${left} ${ys.of(at)}H${right}`,
      text: `<text x="${left - 6}" y="${ys.of(at) + 5}" text-anchor="end">${at}</text>`,
    })),
    ...xs.ticks.map((at) => ({
      line: `M${xs.of(at)} ${top}V${bottom}`,
      text: `<text x="${xs.of(at)}" y="${bottom + 20}" text-anchor="middle">${at}</text>`,
    })),
  ];
  const drawn = lines.map(({ points: of }, at) => {
    const way = of.map((point) => `${xs.of(point[0])} ${ys.of(point[1])}`).join("L");
    return `<path class="line c${at}" stroke-dasharray="${dashes[at] ?? "none"}" d="M${way}"/>`;
  });
  const legend = lines.map((line, at) => {
    const row = bottom + 64 + at * rowHeight;
    return `<path class="line c${at}" stroke-dasharray="${dashes[at] ?? "none"}" d="M${left} ${row - 5}h44"/><text x="${left + 54}" y="${row}">${escaped(line.title)}</text>`;
  });
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="t">`,
    `<style>${style}</style>`,
    `<rect class="back" width="${width}" height="${height}" rx="8"/>`,
    `<text id="t" class="title" x="16" y="26">${escaped(title)}</text>`,
    `<text x="16" y="46">${escaped(y)}</text>`,
    `<path class="grid" d="${grid.map(({ line }) => line).join("")}"/>`,
    ...grid.map(({ text }) => text),
    `<text x="${(left + right) / 2}" y="${bottom + 40}" text-anchor="middle">${escaped(x)}</text>`,
    ...drawn,
    ...legend,
    "</svg>",
  ].join("\n")}\n`;
}

/** An axis from 0 to the highest value, on both of whose ends a round number stands. */
function scale(highest: number, from: number, to: number): { ticks: number[]; of(value: number): number } {
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  const end = Math.ceil(highest / step - 1e-9) * step;
  const count = Math.round(end / step);
  const rounded = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    ticks: Array.from({ length: count + 1 }, (_, at) => rounded(at * step)),
    of: (value) => Math.round((from + ((to - from) * value) / end) * 10) / 10,
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
