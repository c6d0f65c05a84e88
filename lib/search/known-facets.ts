import { setTimeout } from "node:timers/promises";
import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { stripAccents } from "../images/search-words";
import { limits } from "../limits";
import { type Facet, type FacetKind, findLastChange, findTimelineEnd, listFacets, type TimelinePlace } from "./facet-queries";

/** A name with how it is compared. */
export type KnownFacet = Facet & { folded: string };
type Known = { facets: KnownFacet[]; lastChange: string; atMs: number };

/** What this process knows of libraries, by owner. */
const known = new Map<string, Known>();
const counting = new Map<string, Promise<Known>>();

const { facets: bounds } = limits.search;

/** Forgets what this process knows of libraries, for tests that look at one as it is now. */
export function forgetFacets(): void {
  known.clear();
  counting.clear();
}

/**
 * The names that a library holds with their counts, the most frequent first. They are counted once in
 * chunks, so that others get their turn in between, and again when an image has changed since, at
 * most every `refreshMs`; meanwhile those of before are given, and at first none, once counting takes
 * longer than `firstWaitMs`. Measured on PGlite with 100,000 images of two tags and two labels, on two
 * cores with a load of 25: 230 ms a chunk, 7 s in all; a suggestion then 0.1 to 27 ms.
 */
export async function findKnownFacets(ctx: Pick<Context, "db" | "clock">, scope: Scope): Promise<readonly KnownFacet[]> {
  const before = known.get(scope.ownerId);
  if (!before) {
    const first = count(ctx, scope).then(({ facets }) => facets);
    first.catch(() => {});
    return Promise.race([first, setTimeout(bounds.firstWaitMs, [], { ref: false })]);
  }
  const isOld = ctx.clock.now().getTime() - before.atMs >= bounds.refreshMs;
  if (isOld && (await findLastChange(ctx.db, scope)) !== before.lastChange) count(ctx, scope).catch(() => {});
  return before.facets;
}

/** Compares names without case and accents. */
export function foldName(name: string): string {
  return stripAccents(name.normalize("NFKC").toLowerCase());
}

/** The same order on every database and in every language of the system. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function count(ctx: Pick<Context, "db" | "clock">, scope: Scope): Promise<Known> {
  const running = counting.get(scope.ownerId);
  if (running) return running;
  const started = countAll(ctx, scope).finally(() => counting.delete(scope.ownerId));
  counting.set(scope.ownerId, started);
  return started;
}

async function countAll(ctx: Pick<Context, "db" | "clock">, scope: Scope): Promise<Known> {
  const lastChange = await findLastChange(ctx.db, scope);
  const counts = new Map<FacetKind, Map<string, number>>();
  let after: TimelinePlace | undefined;
  for (;;) {
    const end = await findTimelineEnd(ctx.db, scope, after, bounds.chunkRows);
    for (const { kind, name, count: times } of await listFacets(ctx.db, scope, { after, end })) {
      const ofKind = counts.get(kind) ?? new Map<string, number>();
      counts.set(kind, ofKind.set(name, (ofKind.get(name) ?? 0) + times));
    }
    if (!end) break;
    after = end;
  }
  const facets = [...counts].flatMap(([kind, names]) =>
    [...names]
      .map(([name, times]): KnownFacet => ({ kind, name, count: times, folded: foldName(name) }))
      .sort((a, b) => b.count - a.count || compareText(a.folded, b.folded) || compareText(a.name, b.name))
      .slice(0, bounds.namesMax),
  );
  const result = { facets, lastChange, atMs: ctx.clock.now().getTime() };
  if (known.size >= bounds.personsMax) known.clear();
  known.set(scope.ownerId, result);
  return result;
}
