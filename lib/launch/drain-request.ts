import type { IncomingMessage, ServerResponse } from "node:http";
import { limits } from "../limits";

/**
 * Reads away what is left of a request's body once it is answered. A handler that refuses a body
 * half-way leaves its connection paused, and the next request on it would wait until the connection
 * is given up. Beyond the bounds the connection is closed: somebody who goes on sending what was
 * refused is not read for ever, but a browser that sends its last megabytes still gets the answer.
 */
export function drainRequest(
  request: IncomingMessage,
  response: ServerResponse,
  bounds: { bytesMax: number; timeoutMs: number } = limits.http.drain,
): void {
  const { socket } = request;
  response.once("finish", () => {
    if (request.complete) return;
    // A stream that was destroyed takes nothing any more, and its connection would stay as it is.
    if (request.destroyed) {
      socket.destroySoon();
      return;
    }
    const timer = setTimeout(() => socket.destroy(), bounds.timeoutMs);
    request.once("close", () => clearTimeout(timer));
    // Whoever listened has had enough, and would keep it paused.
    request.removeAllListeners("readable").removeAllListeners("data").unpipe();
    let left = bounds.bytesMax;
    request.on("data", (chunk: Buffer) => {
      left -= chunk.byteLength;
      if (left < 0) socket.destroy();
    });
    // Node notices only at the next tick that nobody waits for "readable".
    setImmediate(() => request.resume());
  });
}
