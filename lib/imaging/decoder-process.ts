import { type ChildProcess, fork } from "node:child_process";
import { readFile } from "node:fs/promises";
import { AppError } from "@/lib/errors";
import type { Log } from "@/lib/log";
import type { ChildMessage, DecoderJob } from "./decoder-messages";

/** What ends a child: `timeoutMs` of processor time, `memoryMb` of resident memory. */
export type DecoderLimits = { timeoutMs: number; memoryMb: number };

/**
 * The time limit counts the child's processor time, so that a busy machine fails no good picture;
 * after this many times as long on the clock it ends anyway.
 */
const clockFactor = 3;

const startTimeoutMs = 60_000;
const pollMs = 100;
/** Jobs that end before the first poll never look at the child's memory: so it is looked at after each of this many. */
const jobsPerLook = 16;
/** Linux counts processor time of other processes in hundredths of a second on every machine. */
const tickMs = 10;
const stderrBytesMax = 4_096;

/** Signals that native code dies of when the picture, not the machine, is at fault. */
const crashSignals = new Set<string | null>(["SIGSEGV", "SIGBUS", "SIGABRT", "SIGILL", "SIGFPE", "SIGTRAP"]);

type Settle = { resolve: (result: unknown) => void; reject: (error: AppError) => void };

/**
 * One decoder child. It gets no setting and no secret: nothing of this process's environment. It starts at once; jobs wait until it is ready, and that
 * time does not count for their limit.
 */
export class DecoderProcess {
  jobsDone = 0;
  private readonly child: ChildProcess;
  private readonly ready: Promise<void>;
  private settleReady: Settle | undefined;
  private current: Settle | undefined;
  private stderr = "";
  private gone = false;
  private usage = { processorMs: 0, residentBytes: 0 };
  /** Of the current job: as the first poll finds it. */
  private processorMsAtStart: number | undefined;

  constructor(
    entry: string,
    private readonly bounds: DecoderLimits,
    private readonly log: Log,
  ) {
    this.child = fork(entry, [], {
      serialization: "advanced",
      execArgv: ["--max-old-space-size=512"],
      env: { NODE_ENV: "production", TZ: "UTC", MALLOC_ARENA_MAX: "2" },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.ready = new Promise((resolve, reject) => {
      this.settleReady = { resolve: () => resolve(), reject };
    });
    this.ready.catch(() => {});
    this.child.on("message", (message) => this.receive(message as ChildMessage));
    this.child.on("error", (error) => this.end(new AppError("unavailable", "A decoder process cannot be started.", { cause: error })));
    this.child.on("exit", (code, signal) => this.onExit(code, signal));
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString("utf8")).slice(-stderrBytesMax);
    });
  }

  get alive(): boolean {
    return !this.gone && this.child.connected;
  }

  /** Whether it holds so much memory that a fresh child is better for the next picture. */
  get swollen(): boolean {
    return this.usage.residentBytes > (this.bounds.memoryMb * 1_048_576) / 3;
  }

  /** Sends one job and waits for its answer, the time limit, the memory limit or the end of the child. */
  async run(job: DecoderJob): Promise<unknown> {
    const starting = setTimeout(() => this.end(new AppError("unavailable", "A decoder process does not start.")), startTimeoutMs);
    await this.ready.finally(() => clearTimeout(starting));
    this.processorMsAtStart = undefined;
    const timeout = setTimeout(() => this.end(this.tooSlow()), this.bounds.timeoutMs * clockFactor);
    const poll = setInterval(() => void this.readUsage().then(() => this.checkUsage()), pollMs);
    try {
      return await new Promise((resolve, reject) => {
        if (!this.alive) return reject(new AppError("unavailable", "A decoder process ended."));
        this.current = { resolve, reject };
        this.child.send(job);
      });
    } finally {
      clearTimeout(timeout);
      clearInterval(poll);
      this.current = undefined;
      this.jobsDone++;
      if (this.jobsDone % jobsPerLook === 0) await this.readUsage();
    }
  }

  kill(): void {
    this.end(new AppError("unavailable", "The decoder process was stopped."));
  }

  private tooSlow(): AppError {
    const seconds = this.bounds.timeoutMs / 1_000;
    return new AppError("decode-limit", `This picture took longer than ${seconds} ${seconds === 1 ? "second" : "seconds"} to decode.`);
  }

  private tooLarge(): AppError {
    return new AppError("decode-limit", `This picture needs more than ${this.bounds.memoryMb} MB of memory to decode.`);
  }

  private receive(message: ChildMessage): void {
    if (message.kind === "ready") this.settleReady?.resolve(undefined);
    else if (message.kind === "done") this.current?.resolve(message.result);
    else if (message.kind === "usage") {
      this.usage = message;
      this.checkUsage();
    } else {
      if (message.detail) this.log.debug({ detail: message.detail, code: message.code }, "decoder: picture refused");
      this.current?.reject(new AppError(message.code, message.message));
    }
  }

  /** Linux tells of another process even while that one is deep in native code. */
  private async readUsage(): Promise<void> {
    if (process.platform !== "linux" || !this.child.pid) return;
    const folder = `/proc/${this.child.pid}`;
    const [status, stat] = await Promise.all([readFile(`${folder}/status`, "utf8"), readFile(`${folder}/stat`, "utf8")]).catch(() => [
      "",
      "",
    ]);
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(status);
    const [userTicks, systemTicks] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number);
    if (!resident || userTicks === undefined || systemTicks === undefined) return;
    this.usage = { residentBytes: Number(resident[1]) * 1_024, processorMs: (userTicks + systemTicks) * tickMs };
  }

  private checkUsage(): void {
    if (!this.current) return;
    this.processorMsAtStart ??= this.usage.processorMs;
    if (this.usage.residentBytes > this.bounds.memoryMb * 1_048_576) this.end(this.tooLarge());
    else if (this.usage.processorMs - this.processorMsAtStart > this.bounds.timeoutMs) this.end(this.tooSlow());
  }

  private onExit(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.gone) return;
    this.log.warn({ code, signal, stderr: this.stderr }, "decoder: a child ended by itself");
    const outOfMemory = signal === "SIGABRT" && /heap out of memory|allocation failed/i.test(this.stderr);
    if (this.current && outOfMemory) this.end(this.tooLarge());
    else if (this.current && crashSignals.has(signal))
      this.end(new AppError("undecodable", "This picture is damaged in a way that stops its decoder."));
    else this.end(new AppError("unavailable", "The decoder process ended before the picture was done."));
  }

  /** Ends the child for good; whoever waits for it gets `error`. */
  private end(error: AppError): void {
    this.gone = true;
    this.settleReady?.reject(error);
    this.current?.reject(error);
    this.child.kill("SIGKILL");
  }
}
