import type { ParseArgsConfig } from "node:util";
import type { Server } from "./server";

/** What a command writes to and reads from: the process's own streams, or those of a test. */
export type Terminal = {
  out(line: string): void;
  /** Everything that is no result: progress, hints, what went wrong. */
  note(line: string): void;
  stderr: { isTTY?: boolean; columns?: number; write(text: string): unknown };
  isInteractive: boolean;
  ask(question: string, options?: { hidden?: boolean }): Promise<string>;
  env: Record<string, string | undefined>;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
};

export type Options = Record<string, string | boolean | (string | boolean)[] | undefined>;
export type Call = { words: string[]; options: Options; terminal: Terminal };

/** One command. `run` gives the exit code: 0 when everything it was asked for is done. */
export type Command = {
  name: string;
  /** How it is called, after `magpie`. */
  usage: string;
  summary: string;
  options?: NonNullable<ParseArgsConfig["options"]>;
  /** Lines of help on its options. */
  help?: string[];
  run(call: Call & { server: Server }): Promise<number>;
};

/** A mistake of whoever typed the command: shown with how it is called. */
export class UsageError extends Error {}

/** The text of an option. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}

/** The whole number of an option within bounds. @throws UsageError */
export function numberOf(options: Options, name: string, bounds: { least: number; most: number; default: number }): number {
  const text = textOf(options, name);
  if (text === undefined) return bounds.default;
  const value = Number(text);
  if (Number.isInteger(value) && value >= bounds.least && value <= bounds.most) return value;
  throw new UsageError(`--${name} takes a whole number from ${bounds.least} to ${bounds.most}.`);
}

/** Whether an option is set. */
export function isSet(options: Options, name: string): boolean {
  return options[name] === true;
}
