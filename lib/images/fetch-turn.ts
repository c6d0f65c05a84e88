import { AppError } from "../errors";
import { limits } from "../limits";

type Gate = { running: number; waiting: (() => void)[] };
const slot = Symbol.for("magpie.fetchGate");

/** Next bundles each route apart, so the one gate of the process hangs on globalThis. */
function findGate(): Gate {
  const holder = globalThis as { [slot]?: Gate };
  holder[slot] ??= { running: 0, waiting: [] };
  return holder[slot];
}

/**
 * Waits for a turn to ask a foreign server, and gives what ends it; ending it again changes nothing.
 * Whoever names slow servers holds up to `limits.upload.urlsInParallelMax` connections of the process, not all.
 * @throws AppError too-many-requests when the waiting line is full
 */
export async function takeFetchTurn(): Promise<() => void> {
  const gate = findGate();
  if (gate.running >= limits.upload.urlsInParallelMax) {
    if (gate.waiting.length >= limits.upload.urlsWaitingMax)
      throw new AppError("too-many-requests", "Too many addresses are being asked right now. Try again in a minute.", { retryAfterS: 60 });
    await new Promise<void>((resolve) => gate.waiting.push(resolve));
  } else gate.running++;
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    const next = gate.waiting.shift();
    if (next) next();
    else gate.running--;
  };
}
