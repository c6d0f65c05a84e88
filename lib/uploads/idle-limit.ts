import { AppError } from "../errors";

/** A connection that sends nothing for this long is given up; the client resumes. */
export const connectionIdleMs = 60_000;

/** The same bytes; ends with upload-interrupted when the next ones take longer than `limitMs`. */
export async function* withIdleLimit(bytes: AsyncIterable<Uint8Array>, limitMs: number): AsyncGenerator<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  let ended = false;
  try {
    while (true) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new AppError("upload-interrupted", "The connection went quiet.")), limitMs);
      });
      const next = await Promise.race([iterator.next(), late]).finally(() => clearTimeout(timer));
      if (next.done) break;
      yield next.value;
    }
    ended = true;
  } finally {
    // Not awaited: a generator that waits for bytes only returns once they come.
    if (!ended) void iterator.return?.()?.catch(() => {});
  }
}
