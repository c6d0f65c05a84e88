import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { createBreath, visitInTurns } from "../feature-index/breath";
import { findComponents } from "./find-components";
import { findAllDecided } from "./find-decided";
import { listHeldIds, listOpenPairs, type OpenPairs } from "./group-queries";
import { Replaceable } from "./replaceable";
import type { PairKind } from "./schema";

/** Pictures that hang together by undecided pairs, or a held one alone. */
export type OpenGroup = {
  /** Oldest first. */
  ids: string[];
  heldCount: number;
};

export type OpenGroups = {
  groups: OpenGroup[];
  /** Whether all evidence has been looked through. */
  complete: boolean;
  /** Which pictures may go for which. */
  replaceable: Replaceable;
};

/**
 * The groups that nobody has decided about, the largest first; with `waiting` those with a held
 * picture before all others. Of all kinds, held pictures that are in no group come as groups of one.
 */
export async function findOpenGroups(
  db: Db,
  scope: Scope,
  wanted: { kind?: PairKind | undefined; order: "largest" | "waiting" },
): Promise<OpenGroups> {
  const { pairs, goings, equals, complete } = await leaveOutDecided(db, scope, await listOpenPairs(db, scope, wanted.kind));
  const heldIds = new Set(await listHeldIds(db, scope));
  const components = await findComponents(pairs);
  const breathe = createBreath();
  const groups: OpenGroup[] = [];
  for (const ids of components) {
    groups.push({ ids, heldCount: ids.reduce((count, id) => count + Number(heldIds.has(id)), 0) });
    await breathe();
  }
  if (!wanted.kind && complete) groups.push(...listAlone(heldIds, components));
  if (wanted.order === "waiting") groups.sort((a, b) => Number(b.heldCount > 0) - Number(a.heldCount > 0));
  return { groups, complete, replaceable: await Replaceable.from({ goings, equals }) };
}

/** Without the pairs about which a decision follows from others, see [Note: Decisions are facts]. */
async function leaveOutDecided(db: Db, scope: Scope, { complete, ...all }: OpenPairs): Promise<OpenPairs> {
  const decided = await findAllDecided(db, scope);
  const keepOpen = async (pairs: OpenPairs["pairs"]) => {
    const open: OpenPairs["pairs"] = [];
    await visitInTurns(pairs, (pair) => {
      if (!decided.has(...pair)) open.push(pair);
    });
    return open;
  };
  return { pairs: await keepOpen(all.pairs), goings: await keepOpen(all.goings), equals: await keepOpen(all.equals), complete };
}

function listAlone(heldIds: ReadonlySet<string>, components: readonly string[][]): OpenGroup[] {
  const grouped = new Set(components.flat());
  return [...heldIds].filter((id) => !grouped.has(id)).map((id) => ({ ids: [id], heldCount: 1 }));
}
