import type { z } from "zod";
import { type InputOf, type Operation, takesJson } from "../api/operation";
import { addressOf, call } from "./call";

/** A little longer than the toast that offers to undo. */
const undoMs = 8_500;

type Silent = Operation<z.ZodObject, "none">;

/**
 * Calls an operation once it can no longer be undone: after the toast's time, or when the page is
 * left. Calls `settle` when the server has answered. Browser only.
 * @returns undoes it; to be called before the time is over
 */
export function commitSoon<O extends Silent>(operation: O, input: InputOf<O>, settle: (error?: unknown) => void): () => void {
  const stop = () => {
    clearTimeout(timer);
    window.removeEventListener("pagehide", sendAtOnce);
  };
  const send = async () => {
    stop();
    try {
      await call(operation, input);
      settle();
    } catch (error) {
      settle(error);
    }
  };
  const sendAtOnce = () => {
    stop();
    const { url, rest } = addressOf(operation, input as Record<string, unknown>);
    const body = takesJson(operation) && { headers: { "content-type": "application/json" }, body: JSON.stringify(rest) };
    void fetch(url, { method: operation.method, credentials: "same-origin", keepalive: true, ...body });
  };
  const timer = setTimeout(() => void send(), undoMs);
  window.addEventListener("pagehide", sendAtOnce);
  return stop;
}
