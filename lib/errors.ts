/**
 * The closed list of things that can go wrong, with the HTTP status each is answered with
 * (RFC 9110) and whether trying the same thing again later can help.
 */
export const errorCodes = {
  "invalid-input": { status: 400, retryable: false },
  /** A URL that leads, or could lead, elsewhere than to a web server of the public internet. */
  "address-not-allowed": { status: 400, retryable: false },
  unauthenticated: { status: 401, retryable: false },
  /** The password is right; the code of the second factor is missing or wrong. */
  "second-factor-required": { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  "not-found": { status: 404, retryable: false },
  /** A photograph shows nothing of what could be recognised in it. */
  "nothing-recognised": { status: 404, retryable: false },
  "method-not-allowed": { status: 405, retryable: false },
  conflict: { status: 409, retryable: false },
  "already-exists": { status: 409, retryable: false },
  "upload-interrupted": { status: 409, retryable: true },
  "file-too-large": { status: 413, retryable: false },
  /** The person may not keep more bytes. */
  "quota-exceeded": { status: 413, retryable: false },
  "type-not-allowed": { status: 415, retryable: false },
  "range-not-satisfiable": { status: 416, retryable: false },
  /** The bytes are of an allowed type but no picture comes out of them. */
  undecodable: { status: 422, retryable: false },
  /** A picture is too plain or too blurred to recognise anything in it. */
  "no-features": { status: 422, retryable: false },
  /** A URL was not answered, or not with a file. */
  "fetch-failed": { status: 422, retryable: true },
  /** A limit on pixels, frames, time or memory was reached while decoding. */
  "decode-limit": { status: 422, retryable: false },
  "too-many-requests": { status: 429, retryable: true },
  internal: { status: 500, retryable: false },
  /** Another process of ours (database, inference, decoder) does not answer. */
  unavailable: { status: 503, retryable: true },
  /** No model for this feature is installed. */
  "model-missing": { status: 503, retryable: true },
  timeout: { status: 504, retryable: true },
  "storage-full": { status: 507, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof errorCodes;

/** Messages per form field, e.g. `{ email: "This address is not complete." }`. */
export type FieldErrors = Record<string, string>;

/**
 * The one error this project throws on purpose. `message` is a real sentence a person may read:
 * it names no path, no SQL and no secret. Thrown once, mapped once (lib/api).
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fieldErrors: FieldErrors | undefined;
  readonly retryAfterS: number | undefined;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; fieldErrors?: FieldErrors; retryAfterS?: number } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.fieldErrors = options.fieldErrors;
    this.retryAfterS = options.retryAfterS;
  }

  /** Whether the same request can succeed later. */
  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}

/** How Node, postgres.js and Postgres name a connection to another process that is not there. */
const connectionCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "CONNECTION_ENDED",
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "57P01",
  "57P03",
]);

/** Whether an error, or what caused it, is a connection to one of our other processes that broke or was not made. */
function isConnectionError(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (code && (connectionCodes.has(code) || (code === "ENOENT" && syscall === "connect"))) return true;
  }
  return false;
}

/** The error as an AppError: itself, `unavailable` when another process is away, or else `internal`; with the original as its cause. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isConnectionError(error)) {
    return new AppError("unavailable", "A part of the server is just starting again. Try again in a moment.", {
      cause: error,
      retryAfterS: 2,
    });
  }
  return new AppError("internal", "Something went wrong on the server.", { cause: error });
}
