/** How far a long piece of work is: a bar on a terminal, a line now and then elsewhere. */
export interface Progress {
  start(total: number, what: string): void;
  step(): void;
  stop(): void;
}

const width = 30;

/** Lines that nobody watches are printed for each quarter, and for small work not at all. */
const worthTelling = 50;

export function progressOn(stream: Pick<NodeJS.WriteStream, "isTTY" | "write">): Progress {
  let total = 0;
  let done = 0;
  let what = "";
  const bar = (): void => {
    const filled = total === 0 ? width : Math.round((done / total) * width);
    stream.write(`\r[${"#".repeat(filled)}${"-".repeat(width - filled)}] ${done} of ${total} ${what}`);
  };
  const line = (): void => {
    const quarter = Math.ceil(total / 4);
    if (total >= worthTelling && (done % quarter === 0 || done === total))
      stream.write(`${done} of ${total} ${what}\n`);
  };
  return {
    start: (count, title) => {
      [total, done, what] = [count, 0, title];
      if (stream.isTTY && total > 0) bar();
    },
    step: () => {
      done++;
      if (stream.isTTY) bar();
      else line();
    },
    stop: () => {
      if (stream.isTTY && total > 0) stream.write("\n");
    },
  };
}
