import { limits } from "../limits";

/** A way of finding: its name, and what it found, best first. */
export type Ranking<W extends string> = { way: W; ids: readonly string[] };

/**
 * Fuses rankings by reciprocal rank: an id counts 1 / (k + rank) in each, ranks from 1. Gives ids
 * with the ways that found them, best first; ties keep the order of the first ranking. Source:
 * Cormack, Clarke and Büttcher, SIGIR 2009, with their k = 60.
 */
export function fuseRanks<W extends string>(rankings: readonly Ranking<W>[]): { id: string; foundBy: W[] }[] {
  const found = new Map<string, { id: string; foundBy: W[]; weight: number }>();
  for (const { way, ids } of rankings) {
    for (const [index, id] of ids.entries()) {
      const hit = found.get(id) ?? { id, foundBy: [], weight: 0 };
      hit.foundBy.push(way);
      hit.weight += 1 / (limits.search.rankConstant + index + 1);
      found.set(id, hit);
    }
  }
  return [...found.values()].sort((a, b) => b.weight - a.weight).map(({ id, foundBy }) => ({ id, foundBy }));
}
