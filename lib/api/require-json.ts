import { AppError } from "../errors";

/** What `readBody` reads. Nothing said counts as JSON, and so does text, as which `fetch` sends a string. */
const readable = /^(application\/([\w.-]+\+)?json|text\/plain|application\/x-www-form-urlencoded)\s*(;|$)/i;

/**
 * Refuses a body that says it is something else than JSON or a form, or that is compressed.
 * @throws AppError type-not-allowed
 */
export function requireJson({ headers, body }: Pick<Request, "headers" | "body">): void {
  const type = headers.get("content-type");
  const encoding = headers.get("content-encoding") ?? "identity";
  if (!body || headers.get("content-length") === "0") return;
  if ((type === null || readable.test(type)) && encoding === "identity") return;
  throw new AppError("type-not-allowed", "Send the body as application/json, not compressed.");
}
