const firstMs = 1_000;
const longestMs = 60_000;

/** How often a file is tried before a person is asked. */
export const attemptsMax = 8;

/**
 * How long to wait before the next attempt: doubling from one second to one minute, and of that a
 * random half ("equal jitter"), so that many files do not come back at the same moment. A wait the
 * server asked for is kept.
 */
export function computeRetryDelayMs(attempts: number, askedForS = 0, random: () => number = Math.random): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.max(0, attempts - 1));
  return Math.max(askedForS * 1_000, ceiling / 2 + (random() * ceiling) / 2);
}
