import type { ErrorCode, FieldErrors } from "@/lib/errors";

/** What a form is told about the last try; undefined before the first one. */
export type FormState = { code: ErrorCode; message: string; fieldErrors?: FieldErrors; entered: Record<string, string> } | undefined;

/** What was typed, without what must not travel back. */
export function enteredOf(form: FormData, names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, String(form.get(name) ?? "")]));
}
