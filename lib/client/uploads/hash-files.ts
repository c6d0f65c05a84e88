export type HashRequest = { id: number; file: File };
/** Without `sha256` the file could not be read. */
export type HashAnswer = { id: number; sha256?: string };

type Waiting = { resolve: (sha256: string) => void; reject: (error: Error) => void };

/** Computes SHA-256 of files in Web Workers, so that the page's own thread stays free. */
export function createFileHasher(workersMax: number): { hash(file: File): Promise<string>; close(): void } {
  const workers: Worker[] = [];
  const waiting = new Map<number, Waiting>();
  let asked = 0;

  const startWorker = (): Worker => {
    const worker = new Worker(new URL("./hash.worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<HashAnswer>) => {
      const one = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.sha256) one?.resolve(data.sha256);
      else one?.reject(new Error("The file could not be read."));
    });
    worker.addEventListener("error", () => {
      for (const one of waiting.values()) one.reject(new Error("The file could not be read."));
      waiting.clear();
    });
    return worker;
  };

  return {
    hash: (file) =>
      new Promise((resolve, reject) => {
        const id = asked++;
        waiting.set(id, { resolve, reject });
        const at = id % workersMax;
        workers[at] ??= startWorker();
        workers[at].postMessage({ id, file } satisfies HashRequest);
      }),
    close() {
      for (const worker of workers) worker?.terminate();
    },
  };
}
