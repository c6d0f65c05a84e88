/** How long a server may be away before a command gives up; a restart takes seconds, an update minutes. */
export const awayMsMax = 5 * 60_000;

/** An answer of the server that is no success, in its own words. */
export class ServerError extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string, detail: string, retryAfterMs?: number) {
    super(detail);
    this.name = "ServerError";
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** What the server says with an answer that is no success: a Problem where `body` is one. `retryAfter` is its header. */
export function toServerError(status: number, body: unknown, retryAfter: string | null | undefined): ServerError {
  const { code, detail } = (body ?? {}) as { code?: unknown; detail?: unknown };
  const seconds = Number(retryAfter);
  return new ServerError(
    status,
    typeof code === "string" ? code : "unknown",
    typeof detail === "string" ? detail : `The server answered ${status}.`,
    seconds > 0 ? seconds * 1_000 : undefined,
  );
}

/** Whether the same request can succeed later: the server is away, starting again, busy, or was cut off. */
export function canRetry(error: unknown): boolean {
  if (!(error instanceof ServerError)) return error instanceof TypeError || isAborted(error);
  return [409, 429, 500, 502, 503, 504].includes(error.status) && error.code !== "already-exists" && error.code !== "conflict";
}

const isAborted = (error: unknown) => error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");

/**
 * Tries again what can succeed later, with delays that double from half a second to ten (or as long
 * as the server asks), for `awayMsMax` in all from the first failure.
 * @throws the last error
 */
export async function withRetry<T>(work: () => Promise<T>, options: { signal?: AbortSignal; awayMsMax?: number } = {}): Promise<T> {
  const firstMs = 500;
  let failedSinceMs: number | undefined;
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!canRetry(error) || options.signal?.aborted) throw error;
      failedSinceMs ??= Date.now();
      const asked = error instanceof ServerError ? error.retryAfterMs : undefined;
      const delayMs = asked ?? Math.min(10_000, firstMs * 2 ** attempt) * (0.5 + Math.random() / 2);
      if (Date.now() + delayMs - failedSinceMs > (options.awayMsMax ?? awayMsMax)) throw error;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
}
