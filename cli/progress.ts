/** How far a long piece of work is: a bar on a terminal, a line now and then elsewhere. */
export interface Progress {
  /** Begins to count; where nobody knows how much there is to do, without a total. */
  start(what: string, total?: number): void;
  step(): void;
  stop(): void;
}

const width = 30;

/** A bar is drawn anew at each step and each second, so that a long wait does not look like an end. */
const redrawMs = 1000;

/** Lines stay in a log: none for what is soon done, and few for the rest. */
const firstLineMs = 2000;
const nextLineMs = 5000;

/** Clears what a longer line has left. */
const toEnd = "\u001b[K";

export function progressOn(stream: Pick<NodeJS.WriteStream, "isTTY" | "write">): Progress {
  let now = { what: "", total: undefined as number | undefined, done: 0, since: 0 };
  let timer: NodeJS.Timeout | undefined;
  const show = (): void => {
    stream.write(stream.isTTY ? `\r${barOf(now)} ${wordsOf(now)}${toEnd}` : `${wordsOf(now)}\n`);
  };
  const showIn = (milliseconds: number): void => {
    timer = setTimeout(() => {
      show();
      showIn(stream.isTTY ? redrawMs : nextLineMs);
    }, milliseconds).unref();
  };
  return {
    start: (what, total) => {
      clearTimeout(timer);
      now = { what, total, done: 0, since: Date.now() };
      if (stream.isTTY) show();
      showIn(stream.isTTY ? redrawMs : firstLineMs);
    },
    step: () => {
      now.done++;
      if (stream.isTTY) show();
    },
    stop: () => {
      clearTimeout(timer);
      if (stream.isTTY) stream.write(`\r${toEnd}`);
    },
  };
}

interface Counted {
  what: string;
  total: number | undefined;
  done: number;
  since: number;
}

function barOf({ total, done, since }: Counted): string {
  if (total === undefined) {
    const at = Math.floor((Date.now() - since) / redrawMs + done) % (width - 2);
    return `[${"-".repeat(at)}###${"-".repeat(width - 3 - at)}]`;
  }
  const filled = total === 0 ? width : Math.round((done / total) * width);
  return `[${"#".repeat(filled)}${"-".repeat(width - filled)}]`;
}

function wordsOf({ what, total, done, since }: Counted): string {
  const seconds = Math.floor((Date.now() - since) / 1000);
  const count = total === undefined ? String(done) : `${done} of ${total}`;
  return `${count} ${what}${seconds === 0 ? "" : ` after ${seconds} s`}`;
}
