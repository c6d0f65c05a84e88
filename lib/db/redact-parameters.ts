import { DrizzleQueryError } from "drizzle-orm";
import { PostgresJsPreparedQuery } from "drizzle-orm/postgres-js";

/** What the driver hangs on its errors besides the code and the sentence. */
type DriverError = Error & { detail?: string; where?: string };

/**
 * Takes the parameters out of a failed query's error: Drizzle prints them in its message, and
 * Postgres names the values of a clashing key in `detail`. The error stays the same object, so
 * that callers still find `cause.code` and `cause.constraint_name`.
 */
export function redactParameters(error: unknown): unknown {
  if (!(error instanceof DrizzleQueryError)) return error;
  const trace = error.stack?.split("\n    at ").slice(1) ?? [];
  error.message = `Failed query: ${error.query}`;
  error.params = [];
  error.stack = [`Error: ${error.message}`, ...trace].join("\n    at ");
  const cause: DriverError | undefined = error.cause;
  if (cause) {
    delete cause.detail;
    delete cause.where;
  }
  return error;
}

const redacting = Symbol.for("magpie.redacting");
type Prepared = { execute: Execute; all: Execute; [redacting]?: true };
type Execute = (this: unknown, ...values: unknown[]) => Promise<unknown>;

/** Makes every query of Drizzle's postgres.js driver throw redacted errors. Safe to run again. */
export function redactQueryErrors(): void {
  const prototype = PostgresJsPreparedQuery.prototype as unknown as Prepared;
  if (prototype[redacting]) return;
  prototype[redacting] = true;
  for (const name of ["execute", "all"] as const) {
    const original = prototype[name];
    prototype[name] = async function (...values) {
      try {
        return await original.apply(this, values);
      } catch (error) {
        throw redactParameters(error);
      }
    };
  }
}
