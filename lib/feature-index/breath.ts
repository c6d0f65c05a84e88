import { setImmediate as nextTurn } from "node:timers/promises";

/** How often it is asked whether to go on. */
const askEveryMs = 1_000;

/** Longest that a loop keeps the event loop to itself. */
const holdMsMax = 6;

/**
 * Lets others run: gives a function to be awaited between two steps of a long loop (each well below a
 * millisecond), which gives way when 6 ms are over since it last did, so that nobody waits over 10 ms. Each second it asks `goOn`, which may throw.
 */
export function createBreath(goOn: () => Promise<void> = async () => {}): () => Promise<void> {
  let since = performance.now();
  let askedAt = since;
  return async () => {
    if (performance.now() - since < holdMsMax) return;
    await nextTurn();
    if (performance.now() - askedAt > askEveryMs) {
      askedAt = performance.now();
      await goOn();
    }
    since = performance.now();
  };
}

/** Items of a quick loop between two looks at the clock. */
const itemsPerLook = 256;

/** Visits items one after the other and lets others run in between; `visit` takes some microseconds. */
export async function visitInTurns<T>(items: Iterable<T>, visit: (item: T) => void): Promise<void> {
  const breathe = createBreath();
  let count = 0;
  for (const item of items) {
    visit(item);
    if (++count % itemsPerLook === 0) await breathe();
  }
}
