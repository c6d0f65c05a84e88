import { readdirSync, readFileSync } from "node:fs";

/** Proportional memory in MiB by process name; decoder children are added up under their parent's. */
export type MemoryByProcess = Record<string, number>;

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function parentOf(pid: string): string {
  return read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ")[1] ?? "";
}

/** What a process is called here: the name of its bundle. */
function nameOf(pid: string): string {
  const match = /dist\/([\w-]+)\.mjs|(start)\.mjs/.exec(read(`/proc/${pid}/cmdline`));
  return match?.[1] ?? (match?.[2] ? "supervisor" : "other");
}

/** A process and everything below it. */
function listTree(rootPid: number): Set<string> {
  const pids = listProcesses();
  const inTree = new Set([String(rootPid)]);
  for (let grew = true; grew; ) {
    const before = inTree.size;
    for (const pid of pids) if (inTree.has(parentOf(pid))) inTree.add(pid);
    grew = inTree.size > before;
  }
  return inTree;
}

/** The process below `rootPid` that runs the bundle of this name. */
export function findProcess(rootPid: number, name: string): number | undefined {
  const pid = [...listTree(rootPid)].find((candidate) => nameOf(candidate) === name);
  return pid === undefined ? undefined : Number(pid);
}

/** Processor time of a process so far in milliseconds, at 100 ticks a second (Linux only; 0 elsewhere). */
export function measureCpuMs(pid: number): number {
  const [user = 0, system = 0] = (read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? []).slice(11, 13).map(Number);
  return (user + system) * 10;
}

/** Memory of a process and everything below it (Linux only; empty elsewhere). Pages shared by processes are divided between them. */
export function measureMemory(rootPid: number): MemoryByProcess {
  const sums: MemoryByProcess = {};
  for (const pid of listTree(rootPid)) {
    const kib = Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
    sums[nameOf(pid)] = Math.round((sums[nameOf(pid)] ?? 0) + kib / 1024);
  }
  return sums;
}

function listProcesses(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** The peak of each process while `work` runs, looked at twice a second. */
export async function measurePeak<T>(rootPid: number, work: () => Promise<T>): Promise<{ result: T; peak: MemoryByProcess }> {
  const peak: MemoryByProcess = {};
  const look = () => {
    for (const [name, mib] of Object.entries(measureMemory(rootPid))) peak[name] = Math.max(peak[name] ?? 0, mib);
  };
  const timer = setInterval(look, 500);
  try {
    return { result: await work(), peak };
  } finally {
    clearInterval(timer);
    look();
  }
}

type Used = { name: string; ms: number };

function readCpu(rootPid: number): Map<string, Used> {
  return new Map([...listTree(rootPid)].map((pid) => [pid, { name: nameOf(pid), ms: measureCpuMs(Number(pid)) }]));
}

/**
 * Processor seconds that each process below `rootPid` uses while `work` runs, by name (Linux only; empty
 * elsewhere), looked at twice a second: one that starts counts whole, one that ends as it was last seen.
 */
export async function measureCpu<T>(rootPid: number, work: () => Promise<T>): Promise<{ result: T; cpuS: Record<string, number> }> {
  const before = readCpu(rootPid);
  const last = new Map(before);
  const look = () => {
    for (const [pid, used] of readCpu(rootPid)) if (used.ms >= (last.get(pid)?.ms ?? 0)) last.set(pid, used);
  };
  const timer = setInterval(look, 500);
  const result = await work().finally(() => clearInterval(timer));
  look();
  const cpuS: Record<string, number> = {};
  for (const [pid, { name, ms }] of last) cpuS[name] = (cpuS[name] ?? 0) + (ms - (before.get(pid)?.ms ?? 0)) / 1_000;
  return { result, cpuS };
}
