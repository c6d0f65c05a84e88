"use client";

import { useEffect, useState } from "react";
import { largeThumbnailUrl } from "@/lib/client/image-address";
import type { DuplicateGroup } from "@/lib/duplicates/schema";

/** The two pictures of a group that are compared: the suggested one on the left, at first, and the one that its evidence names on the right. */
export function useCompared(group: DuplicateGroup, ids: readonly string[]) {
  const [leftId, setLeftId] = useState(group.suggestedKeepId);
  const [rightId, setRightId] = useState(() => findFirstRight(group, ids));

  /** The next picture on the right, past the one on the left. */
  const step = (by: 1 | -1): boolean => {
    if (rightId === undefined) return false;
    let at = ids.indexOf(rightId) + by;
    if (ids[at] === leftId) at += by;
    const next = ids[at];
    if (next === undefined) return false;
    setRightId(next);
    return true;
  };
  /** The right one goes to the left, and the left one in its place. */
  const holdLeft = () => {
    if (rightId === undefined) return;
    setLeftId(rightId);
    setRightId(leftId);
  };
  /** A click on the left one exchanges the two. */
  const compare = (id: string) => (id === leftId ? holdLeft() : setRightId(id));

  const ahead = rightId === undefined ? undefined : ids[ids.indexOf(rightId) + 1];
  useEffect(() => {
    if (ahead) new Image().src = largeThumbnailUrl(ahead);
  }, [ahead]);
  return { leftId, rightId, step, holdLeft, compare };
}

function findFirstRight(group: DuplicateGroup, ids: readonly string[]): string | undefined {
  const { suggestedKeepId } = group;
  const pair = group.pairs.find(({ imageId, ofImageId }) => imageId === suggestedKeepId || ofImageId === suggestedKeepId);
  if (pair) return pair.imageId === suggestedKeepId ? pair.ofImageId : pair.imageId;
  return ids.find((id) => id !== suggestedKeepId);
}

/** Loads the two pictures that a group will show first. */
export function preloadGroup(group: DuplicateGroup): void {
  const rightId = findFirstRight(
    group,
    group.images.map(({ id }) => id),
  );
  for (const id of [group.suggestedKeepId, rightId]) if (id) new Image().src = largeThumbnailUrl(id);
}
