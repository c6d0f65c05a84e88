import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Terminal } from "./command";

/** The process's own terminal. */
export function openTerminal(env: Record<string, string | undefined>, signal: AbortSignal): Terminal {
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
    stderr: process.stderr,
    isInteractive: process.stdin.isTTY === true,
    ask,
    env,
    signal,
  };
}

/** One line from the person; what is typed is not shown when it is hidden. */
async function ask(question: string, { hidden = false } = {}): Promise<string> {
  const isTerminal = process.stdin.isTTY === true;
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: hidden ? silent : process.stderr, terminal: isTerminal });
  try {
    return await lines.question("");
  } finally {
    lines.close();
    if (hidden) process.stderr.write("\n");
  }
}
