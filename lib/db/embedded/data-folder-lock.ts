import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, readFileSync, readlinkSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Another process has the data folder. */
export class DataFolderInUse extends Error {
  constructor(dir: string, holder: Holder) {
    super(`The data folder ${dir} is in use by another instance (process ${holder.pid} on ${holder.host}).`);
  }
}

/** Who holds a lock. `world` names the machine and the set of process ids in which `pid` means something. */
type Holder = { pid: number; started: string; world: string; host: string };

export type DataFolderLock = { release(): void };

const heartbeatMs = 2_000;
const silentMs = 15_000;

/**
 * Takes the folder for this process, so that never two open the same database: PGlite itself does
 * not notice, and both would lose data. The lock dies with its holder: a holder of the same
 * machine counts while its process lives (by id and start time), any other (a container with the
 * same folder, say) while it touches the lock file.
 * @param dir the folder; made when absent
 * @param onLost called when somebody removed or replaced the lock file
 * @throws DataFolderInUse
 */
export function lockDataFolder(dir: string, onLost: () => void = () => {}): DataFolderLock {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = path.join(dir, "magpie.lock");
  const own = JSON.stringify(describeSelf());
  for (let tries = 0; !createLock(file, own); tries++) {
    const found = readLock(file);
    if (!found) continue;
    if (tries > 10 || isAlive(found.holder, file)) throw new DataFolderInUse(dir, found.holder);
    removeStale(file, found.text);
  }
  const heartbeat = setInterval(() => {
    if (readLock(file)?.text !== own) return onLost();
    utimesSync(file, new Date(), new Date());
  }, heartbeatMs).unref();
  return {
    release() {
      clearInterval(heartbeat);
      if (readLock(file)?.text === own) unlinkSync(file);
    },
  };
}

/** Creates the file with its content in one step. */
function createLock(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

function readLock(file: string): { text: string; holder: Holder } | undefined {
  try {
    const text = readFileSync(file, "utf8");
    return { text, holder: JSON.parse(text) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    if (error instanceof SyntaxError) return { text: readFileSync(file, "utf8"), holder: { pid: 0, started: "", world: "", host: "?" } };
    throw error;
  }
}

/** Moves the stale lock aside first: of two that want it, only one can, and a new lock is put back. */
function removeStale(file: string, text: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, "utf8") !== text) linkSync(aside, file);
    unlinkSync(aside);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

function describeSelf(): Holder {
  return { pid: process.pid, started: startOf(process.pid), world: describeWorld(), host: os.hostname() };
}

function isAlive(holder: Holder, file: string): boolean {
  if (holder.world !== describeWorld()) return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < silentMs;
  return startOf(holder.pid) === holder.started;
}

function describeWorld(): string {
  if (process.platform !== "linux") return os.hostname();
  return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
}

/** When a process was started, in a form to compare; "gone" when there is none. */
function startOf(pid: number): string {
  if (process.platform !== "linux")
    return spawnSync("ps", ["-o", "lstart=", "-p", `${pid}`], { encoding: "utf8" }).stdout?.trim() || "gone";
  try {
    // Field 22 of proc(5)'s stat; the command's name (field 2) may itself hold spaces and brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").pop()?.split(" ");
    return fields?.[0] === "Z" ? "gone" : (fields?.[19] ?? "gone");
  } catch {
    return "gone";
  }
}
