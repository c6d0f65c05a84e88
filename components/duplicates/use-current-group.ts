"use client";

import { useCallback, useState } from "react";
import type { ListedGroup } from "@/lib/client/duplicates/group-list";

type Chosen = {
  id: string | undefined;
  at: number;
  /** Opened as soon as it is in the list. */
  wantedId?: string | undefined;
};

/** The open group of a list: the same one as long as it is there, and then the one in its place. */
export function useCurrentGroup(groups: readonly ListedGroup[]) {
  const [chosen, setChosen] = useState<Chosen>({ id: undefined, at: 0 });
  const at = findOpen(groups, chosen);
  const current = groups[at];
  // What is open stays open when others come or go before it.
  if (current && (chosen.id !== current.id || chosen.at !== at)) {
    setChosen({ id: current.id, at, wantedId: chosen.wantedId === current.id ? undefined : chosen.wantedId });
  }

  const go = (index: number): boolean => {
    const group = groups[index];
    if (group) setChosen({ id: group.id, at: index });
    return group !== undefined;
  };
  const open = useCallback((id: string) => setChosen((before) => ({ ...before, wantedId: id })), []);
  return { at, current, go, open, next: groups[at + 1] };
}

function findOpen(groups: readonly ListedGroup[], { id, at, wantedId }: Chosen): number {
  for (const one of [wantedId, id]) {
    const found = one === undefined ? -1 : groups.findIndex((group) => group.id === one);
    if (found >= 0) return found;
  }
  return Math.min(at, Math.max(0, groups.length - 1));
}
