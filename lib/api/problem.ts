import { errorCodes, toAppError } from "../errors";
import type { Log } from "../log";
import type { Problem } from "./problem-schema";

/** The one place where an error becomes an answer: problem+json with the status of its code. */
export function toProblemResponse(error: unknown, log: Log): Response {
  const known = toAppError(error);
  if (known.code === "internal") log.error({ err: error }, "unexpected error");
  const { status } = errorCodes[known.code];
  const problem: Problem = {
    type: "about:blank",
    title: known.code,
    status,
    code: known.code,
    detail: known.message,
    ...(known.fieldErrors && { fieldErrors: known.fieldErrors }),
  };
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (status === 401) headers.set("www-authenticate", "Bearer");
  if (known.retryAfterS) headers.set("retry-after", String(Math.ceil(known.retryAfterS)));
  return Response.json(problem, { status, headers });
}
