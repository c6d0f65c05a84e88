import type { QueryClient } from "@tanstack/react-query";
import type { DuplicateGroup, PairKind } from "../../duplicates/schema";

export type GroupOrder = "largest" | "waiting";
export type GroupFilter = { kind: PairKind | undefined; order: GroupOrder };

/** A group with the filter it was listed under: the same pictures may hang together otherwise under another one. */
export type ListedGroup = DuplicateGroup & { listedAs: PairKind | undefined };

/** What is known of the list of one filter: its beginning, without gaps. */
export type GroupList = { groups: ListedGroup[]; total: number; complete: boolean };

/** The order of the server: held ones first where wanted, then the largest, then the oldest. */
export function compareGroups(order: GroupOrder, a: DuplicateGroup, b: DuplicateGroup): number {
  const waiting = order === "waiting" ? Number(b.heldCount > 0) - Number(a.heldCount > 0) : 0;
  return waiting || b.imageCount - a.imageCount || (a.id < b.id ? -1 : 1);
}

/** A list without some groups. */
export function withoutGroups(list: GroupList, ids: ReadonlySet<string>): GroupList {
  const groups = list.groups.filter(({ id }) => !ids.has(id));
  return { ...list, groups, total: Math.max(groups.length, list.total - (list.groups.length - groups.length)) };
}

/** A list with groups back in their places; a version of one that is there is replaced. */
export function withGroups(list: GroupList, back: readonly ListedGroup[], order: GroupOrder): GroupList {
  const without = withoutGroups(list, new Set(back.map(({ id }) => id)));
  const groups = [...without.groups, ...back].sort((a, b) => compareGroups(order, a, b));
  return { ...without, groups, total: without.total + back.length };
}

/** A list with more of its groups at the end; when none of them is new, these are all. */
export function appendGroups(list: GroupList, more: GroupList): GroupList {
  const known = new Set(list.groups.map(({ id }) => id));
  const added = more.groups.filter(({ id }) => !known.has(id));
  const groups = [...list.groups, ...added];
  return { groups, total: added.length === 0 ? groups.length : Math.max(groups.length, more.total), complete: more.complete };
}

/** Changes every kept list of groups that are listed under one kind. */
export function changeLists(
  queryClient: QueryClient,
  kind: PairKind | undefined,
  change: (list: GroupList, order: GroupOrder) => GroupList,
): void {
  for (const order of ["largest", "waiting"] as const) {
    const key = ["duplicate-groups", kind ?? "all", order];
    queryClient.setQueryData<GroupList>(key, (list) => list && change(list, order));
  }
}
