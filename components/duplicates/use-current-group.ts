"use client";

import { useState } from "react";
import type { ListedGroup } from "@/lib/client/duplicates/group-list";

/** The open group of a list: the same one as long as it is there, and then the one in its place. */
export function useCurrentGroup(groups: readonly ListedGroup[]) {
  const [chosen, setChosen] = useState<{ id: string | undefined; at: number }>({ id: undefined, at: 0 });
  const found = chosen.id === undefined ? -1 : groups.findIndex(({ id }) => id === chosen.id);
  const at = found >= 0 ? found : Math.min(chosen.at, Math.max(0, groups.length - 1));
  const current = groups[at];
  // What is open stays open when others come or go before it.
  if (current && (chosen.id !== current.id || chosen.at !== at)) setChosen({ id: current.id, at });

  const go = (index: number): boolean => {
    const group = groups[index];
    if (group) setChosen({ id: group.id, at: index });
    return group !== undefined;
  };
  const open = (id: string) => setChosen({ id, at });
  return { at, current, go, open, next: groups[at + 1] };
}
