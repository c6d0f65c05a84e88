import { afterEach, expect, test, vi } from "vitest";
import { openTerminal } from "./terminal";

afterEach(() => vi.restoreAllMocks());

test("no words of a server reach the terminal as commands to it", () => {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  vi.spyOn(process.stdout, "write").mockImplementation(write);
  vi.spyOn(process.stderr, "write").mockImplementation(write);
  const terminal = openTerminal({}, new AbortController().signal);
  const evil = "a\u001b]0;title\u0007b\u001b[2Jc\rd\u009b31me\n\tf 👩‍🚀";
  terminal.out(evil);
  terminal.note(evil);
  vi.restoreAllMocks();
  const told = "a�]0;title�b�[2Jc�d�31me\n\tf 👩‍🚀\n";
  expect(written).toEqual([told, told]);
});
