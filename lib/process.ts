/**
 * [Note: Processes] The supervisor (lib/launch/supervisor.mjs) starts each process with an IPC
 * channel. A process says "ready" on it when it serves; it stops when it is told to (SIGTERM) and
 * when the channel closes, which is how it learns that the supervisor was killed. It ends with
 * `cannotRunExitCode` when starting it again cannot help, after one plain sentence on stderr.
 */
export const cannotRunExitCode = 78;

/** Tells the supervisor that this process serves now. */
export function reportReady(): void {
  process.send?.("ready");
}

/**
 * Runs `stop` once, when this process is asked to stop or its supervisor is gone, then exits:
 * with 0, or with 1 when `stop` throws or takes longer than `timeoutMs`.
 */
export function exitWithParent(stop: () => Promise<void> | void, timeoutMs = 10_000): void {
  let stopping = false;
  const exit = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), timeoutMs).unref();
    try {
      await stop();
      process.exit(0);
    } catch {
      process.exit(1);
    }
  };
  process.on("SIGTERM", exit);
  process.on("SIGINT", () => {
    // Ctrl-C reaches every process of the terminal; the supervisor decides the order.
    if (!process.connected) void exit();
  });
  if (process.send) process.on("disconnect", exit);
}

/** Less than this is not worth a pause. */
const spareBytesMin = 16 * 1_048_576;

/**
 * Gives memory back after a burst of work: what came and went fills the heap, and V8 keeps the room until it
 * has to collect again, which on a quiet machine may be never. Answers a function that is to be called at each
 * piece of work; `quietMs` after the last one garbage is collected, where the heap has grown since the last time
 * (about 50 ms of CPU with 95 MB of live heap). After an upload of 60 pictures web went from 126 to 95 MiB, the worker from
 * 120 to 79. Does nothing in a process without `--expose-gc`.
 */
export function collectWhenQuiet(quietMs = 10_000): () => void {
  let keptBytes = 0;
  const collect = () => {
    if (process.memoryUsage().heapTotal - keptBytes < spareBytesMin) return;
    globalThis.gc?.();
    keptBytes = process.memoryUsage().heapTotal;
  };
  let timer: NodeJS.Timeout | undefined;
  return () => {
    timer = timer?.refresh() ?? setTimeout(collect, quietMs).unref();
  };
}
