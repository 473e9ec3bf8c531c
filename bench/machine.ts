/** What the machine does meanwhile, from proc(5). Zeroes and nothing where there is no /proc. */
import { readdirSync, readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";

// The unit of proc(5) on every architecture that Node runs on.
const TICKS_PER_SECOND = 100;

/** Processor seconds of all processes that this one started, and those that they started, and that have ended. */
export function childrensSeconds(): number {
  const fields = statOf("self");
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / TICKS_PER_SECOND;
}

/** Processor seconds of everything on the machine since it was started. */
export function busySeconds(): number {
  const [, ...ticks] = (read("/proc/stat").split("\n")[0] ?? "").trim().split(/\s+/).map(Number);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = ticks;
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

export function load(): string {
  return `load ${loadavg()[0]?.toFixed(2) ?? "?"} on ${cpus().length} cores`;
}

/** The memory, in bytes, that the processes which this one started, and those that they started, take now, without one of them. */
export function memoryNow(except: number | undefined): number {
  const others = offspring().filter((id) => id !== String(except));
  return others.reduce((sum, id) => sum + bytesOf(id, "VmRSS"), 0);
}

/** The most memory, in bytes, that each process that this one started, and those that they started, has taken so far. */
export function peaks(): { command: string; bytes: number }[] {
  return offspring().map((id) => ({
    command: read(`/proc/${id}/cmdline`).replaceAll("\0", " "),
    bytes: bytesOf(id, "VmHWM"),
  }));
}

function bytesOf(id: string, field: "VmHWM" | "VmRSS"): number {
  const [, kilobytes] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(read(`/proc/${id}/status`)) ?? [];
  return Number(kilobytes ?? 0) * 1024;
}

function offspring(): string[] {
  const parents = new Map<string, string>();
  for (const id of processes()) parents.set(id, statOf(id)[1] ?? "");
  const isOurs = (id: string): boolean => {
    const parent = parents.get(id);
    return parent !== undefined && (parent === String(process.pid) || isOurs(parent));
  };
  return [...parents.keys()].filter(isOurs);
}

function processes(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** The fields after the name, which may hold anything: the first is the state, the second the parent. */
function statOf(id: string): string[] {
  const stat = read(`/proc/${id}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** A process may end while it is looked at. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
