/**
 * Why a file did not get through. `offline`: no answer came; `interrupted`: trying again may help;
 * `address`: the upload address is no longer good, a new one may be; `signed-out`; `final`.
 */
export type SendErrorKind = "offline" | "interrupted" | "address" | "signed-out" | "final";

export class SendError extends Error {
  readonly kind: SendErrorKind;
  readonly retryAfterS: number;

  constructor(kind: SendErrorKind, message: string, retryAfterS = 0) {
    super(message);
    this.name = "SendError";
    this.kind = kind;
    this.retryAfterS = retryAfterS;
  }
}

/** The error for an answer of the server that is no success; `undefined` status means that none came. */
export function toSendError(status: number | undefined, body: unknown): SendError {
  const known = (typeof body === "object" && body !== null ? body : {}) as { error?: unknown; message?: unknown; retryable?: unknown };
  const text = [known.error, known.message].find((one): one is string => typeof one === "string");
  if (status === undefined || status === 0) return new SendError("offline", "The server cannot be reached.");
  if (status === 401) return new SendError("signed-out", "Sign in again to go on.");
  if (status === 403 || status === 404) return new SendError("address", text ?? "The upload address is no longer good.");
  const mayPass = known.retryable === true || status === 408 || status === 416 || status === 429 || status >= 500;
  return new SendError(mayPass ? "interrupted" : "final", text ?? `The server answered ${status}.`);
}
