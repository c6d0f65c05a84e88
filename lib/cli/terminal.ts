import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import type { Terminal } from "./command";

/** The process's own terminal. */
export function openTerminal(env: Record<string, string | undefined>, signal: AbortSignal): Terminal {
  return {
    out: (line) => process.stdout.write(`${withoutControls(line)}\n`),
    note: (line) => process.stderr.write(`${withoutControls(line)}\n`),
    stderr: process.stderr,
    isInteractive: process.stdin.isTTY === true,
    ask,
    env,
    signal,
  };
}

/** Whatever a server says, it moves no cursor, colours nothing and types nothing: of control characters line ends and tabs stay. */
function withoutControls(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, "\ufffd");
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
