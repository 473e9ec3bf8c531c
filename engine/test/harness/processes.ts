import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** A process of this machine: its command line and its environment in one text. */
interface Process {
  pid: number;
  text: string;
}

/** The engine of the stack whose state lies in a folder, while it runs a command such as `up`. */
export function engineProcess(folder: string, command: string): number | undefined {
  return findProcess(folder, new RegExp(`(pulumi|main\\.js) ${command} .*--stack`));
}

/** The process in which that engine runs dynamic providers. */
export function providerProcess(folder: string): number | undefined {
  return findProcess(folder, /node\S* \S*cmd[\\/]dynamic-provider/);
}

/** The processes of a plugin in which engines with this home run native providers. */
export function pluginProcesses(home: string, name: string): number[] {
  return processes().flatMap(({ pid, text }) =>
    text.includes(home) && text.includes(`${name} 127.0.0.1:`) ? [pid] : [],
  );
}

/** Waits for something to be there. */
export async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Kills for good and waits until it is gone. */
export async function killed(pid: number): Promise<void> {
  process.kill(pid, "SIGKILL");
  await until(() => (isAlive(pid) ? undefined : true));
}

/**
 * A zombie waits for its parent to notice. Its sockets still accept connections until the last of its
 * threads is gone, which takes a moment after the first shows as a zombie; then it is as dead as can be.
 */
export function isAlive(pid: number): boolean {
  if (existsSync("/proc/self/stat")) {
    try {
      const isZombie = /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
      return !isZombie || readdirSync(`/proc/${pid}/task`).length > 1;
    } catch {
      // Its parent has noticed.
      return false;
    }
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Each stack's processes carry its folder in their environment, which tells them from those of other tests. */
function findProcess(folder: string, commandLine: RegExp): number | undefined {
  return processes().find(({ text }) => text.includes(folder) && commandLine.test(text))?.pid;
}

function processes(): Process[] {
  return existsSync("/proc/self/environ") ? fromProc() : fromPs();
}

function fromProc(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [line, environment] = ["cmdline", "environ"].map((file) =>
          readFileSync(`/proc/${name}/${file}`, "utf8"),
        );
        return [{ pid: Number(name), text: `${line ?? ""}\0${environment ?? ""}`.replaceAll("\0", " ") }];
      } catch {
        // It ended while we looked, or belongs to somebody else.
        return [];
      }
    });
}

function fromPs(): Process[] {
  const output = execFileSync("ps", ["axeww", "-o", "pid=,args="], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return output.split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s(.*)$/.exec(line);
    return match ? [{ pid: Number(match[1]), text: match[2] ?? "" }] : [];
  });
}
