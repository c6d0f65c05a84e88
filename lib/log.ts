import { type Logger, pino } from "pino";

export type Log = Logger;

/** Paths whose values never reach a log line: secrets, cookies and what people type as passwords. */
const redactedPaths = [
  "password",
  "*.password",
  "token",
  "*.token",
  "secret",
  "*.secret",
  "cookie",
  "*.cookie",
  "authorization",
  "*.authorization",
  "headers.cookie",
  "headers.authorization",
  "parameters",
  "*.parameters",
  "err.parameters",
  "err.query",
  "err.args",
  "err.cause.parameters",
  "err.cause.args",
  "err.cause.query",
];

/**
 * A JSON-lines logger for one process. Errors of the database driver carry every parameter of the
 * failed statement, so those fields are redacted as well.
 */
export function createLog(name: string, level: string): Log {
  return pino({ name, level, redact: { paths: redactedPaths, censor: "[redacted]" } });
}
