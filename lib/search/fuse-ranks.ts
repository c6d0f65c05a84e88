import { limits } from "../limits";

/** A way of finding: its name, and what it found, best first; `shares`: how much each of them counts, 1 if absent. */
export type Ranking<W extends string> = { way: W; ids: readonly string[]; shares?: readonly number[] };

/**
 * Fuses rankings by reciprocal rank: an id counts 1 / (k + rank) in each, ranks from 1, times its
 * share. Gives ids with the ways that found them, best first; among equals first what the last ranking holds. Source: Cormack, Clarke and Büttcher, SIGIR 2009, with their k = 60.
 */
export function fuseRanks<W extends string>(rankings: readonly Ranking<W>[]): { id: string; foundBy: W[] }[] {
  const found = new Map<string, { id: string; foundBy: W[]; weight: number; last: number }>();
  for (const [last, { way, ids, shares }] of rankings.entries()) {
    for (const [index, id] of ids.entries()) {
      const hit = found.get(id) ?? { id, foundBy: [], weight: 0, last };
      hit.foundBy.push(way);
      hit.weight += (shares?.[index] ?? 1) / (limits.search.rankConstant + index + 1);
      hit.last = last;
      found.set(id, hit);
    }
  }
  return [...found.values()].sort((a, b) => b.weight - a.weight || b.last - a.last).map(({ id, foundBy }) => ({ id, foundBy }));
}
