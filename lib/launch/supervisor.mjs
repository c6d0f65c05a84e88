import { fork } from "node:child_process";
import { rootDir } from "./build.mjs";
import { PlainFailure } from "./plain-failure.mjs";

/** A process that ran this long had started well: the next restart is quick again. */
const steadyMs = 60_000;
/** A process that fails this often without ever being ready will not start at all. */
const failedStartsMax = 5;

/** Seconds to wait before the n-th restart in a row: 0.5, 1, 2 … 30. */
export function restartDelayMs(restarts, firstMs = 500) {
  return Math.min(firstMs * 2 ** restarts, 30_000);
}

/**
 * Starts processes, restarts those that die, and stops them in the opposite order of their start.
 * A process that ends with `cannotRunExitCode` has said why, and all are stopped.
 */
export class Supervisor {
  /** @param options.onFatal called with a PlainFailure when going on is useless */
  constructor({ log = (line) => console.log(line), onFatal, cannotRunExitCode = 78, firstDelayMs = 500 }) {
    Object.assign(this, { log, onFatal, cannotRunExitCode, firstDelayMs, processes: [], stopping: false });
  }

  /** Starts `node file …args` and resolves when it says that it is ready, or at once when it is not expected to. */
  start({ name, file, args = [], env = process.env, waitUntilReady = false, stopMs = 8_000 }) {
    if (this.stopping) return Promise.reject(new PlainFailure(`The ${name} process is not started: everything is stopping.`));
    const entry = { name, file, args, env, stopMs, child: undefined, restarts: 0, everReady: false, timer: undefined };
    this.processes.push(entry);
    const ready = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
    ready.catch(() => {});
    this.#spawn(entry);
    return waitUntilReady ? ready : Promise.resolve();
  }

  /** Ends a process on purpose; it is started again. */
  restart(name, signal = "SIGTERM") {
    this.processes.find((entry) => entry.name === name)?.child?.kill(signal);
  }

  pid(name) {
    return this.processes.find((entry) => entry.name === name)?.child?.pid;
  }

  /** Stops one after another, the last started first; each is killed when it takes too long. */
  async stop() {
    this.stopping = true;
    for (const entry of [...this.processes].reverse()) {
      clearTimeout(entry.timer);
      entry.reject(new PlainFailure("stopped"));
      await this.#stopOne(entry);
    }
  }

  /** Kills all at once. */
  kill() {
    this.stopping = true;
    for (const entry of this.processes) entry.child?.kill("SIGKILL");
  }

  #spawn(entry) {
    const startedAt = Date.now();
    // A process group of its own: Ctrl-C then reaches the supervisor only, which stops them in order.
    const child = fork(entry.file, entry.args, {
      cwd: rootDir,
      env: entry.env,
      execArgv: ["--expose-gc"],
      detached: true,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    entry.child = child;
    child.on("message", (message) => {
      if (message !== "ready") return;
      entry.everReady = true;
      entry.resolve();
    });
    child.on("error", (error) => this.log(`${entry.name}: ${error.message}`));
    child.once("exit", (code, signal) => {
      entry.child = undefined;
      if (this.stopping) return;
      if (Date.now() - startedAt > steadyMs) entry.restarts = 0;
      this.#handleExit(entry, code, signal);
    });
  }

  #handleExit(entry, code, signal) {
    const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
    if (code === this.cannotRunExitCode) return this.#giveUp(entry, new PlainFailure("", this.cannotRunExitCode));
    if (!entry.everReady && entry.restarts + 1 >= failedStartsMax) {
      return this.#giveUp(
        entry,
        new PlainFailure(`The ${entry.name} process does not start: it ${how}, ${failedStartsMax} times in a row.`),
      );
    }
    const delay = restartDelayMs(entry.restarts++, this.firstDelayMs);
    this.log(`The ${entry.name} process ${how}; it is started again in ${delay / 1000} s.`);
    entry.timer = setTimeout(() => this.#spawn(entry), delay);
  }

  #giveUp(entry, failure) {
    entry.reject(failure);
    this.onFatal?.(failure);
  }

  async #stopOne(entry) {
    const { child } = entry;
    if (!child) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), entry.stopMs);
    await gone;
    clearTimeout(timer);
  }
}
