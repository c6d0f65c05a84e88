import type { z } from "zod";
import { AppError, type FieldErrors } from "../errors";
import { describeIssue } from "./describe-issue";

/** zod's issues as one message per field; the first one of a field wins. */
export function toFieldErrors(error: z.ZodError): FieldErrors {
  const fields: FieldErrors = {};
  for (const issue of error.issues) fields[issue.path.join(".")] ??= issue.message;
  return fields;
}

/**
 * Parses untrusted input.
 * @throws AppError invalid-input with a message per field
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input, { error: describeIssue });
  if (parsed.success) return parsed.data;
  const fieldErrors = toFieldErrors(parsed.error);
  const [field, message] = Object.entries(fieldErrors)[0] ?? ["", "The input cannot be used."];
  throw new AppError("invalid-input", field ? `${field}: ${message}` : message, { fieldErrors });
}

/**
 * Refuses fields that an operation does not have: a mistyped filter would else be no filter, and a
 * mistyped change would change nothing, both without a word.
 * @throws AppError invalid-input with a message per field
 */
export function requireKnownFields({ shape }: z.ZodObject, input: Record<string, unknown>): void {
  const unknown = Object.keys(input).filter((name) => !Object.hasOwn(shape, name));
  const [first] = unknown;
  if (first === undefined) return;
  const known = Object.keys(shape).join(", ");
  const message = known ? `There is no such field. There are: ${known}.` : "There is no such field.";
  const fieldErrors = Object.fromEntries(unknown.map((name) => [name.slice(0, 100), "There is no such field."]));
  throw new AppError("invalid-input", `${first.slice(0, 100)}: ${message}`, { fieldErrors });
}
