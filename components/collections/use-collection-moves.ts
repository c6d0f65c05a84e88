"use client";

import { useState } from "react";
import { showError, showMessage, showUndo } from "@/components/ui/toast";
import { call } from "@/lib/client/call";
import { findRuns, type Run } from "@/lib/client/collection-order";
import { formatPictures } from "@/lib/client/format";
import { inParts } from "@/lib/client/in-parts";
import { useCollectionActions } from "@/lib/client/use-collection-actions";
import { orderCollection } from "@/lib/collections/schema";
import type { ImageTile } from "@/lib/images/schema";

export type CollectionMoves = ReturnType<typeof useCollectionMoves>;

/** Moves pictures within a collection's own order. `carried` are those whose place is chosen next. */
export function useCollectionMoves(collectionId: string, images: readonly ImageTile[] | undefined) {
  const { renew } = useCollectionActions();
  const [carried, setCarried] = useState<readonly string[]>([]);

  const send = async (runs: readonly Run[]) => {
    for (const { imageIds, before } of runs)
      await inParts(imageIds, (part) => call(orderCollection, { collectionId, imageIds: part, before }));
    await renew();
  };
  const undo = (runs: readonly Run[]) => void send(runs).catch(showError);

  /** Those that move keep the order they have in the list. */
  const move = async (movedIds: readonly string[], to: "start" | "end" | (string & {})) => {
    setCarried([]);
    const listIds = images?.map(({ id }) => id) ?? [];
    const moved = new Set(movedIds);
    const imageIds = listIds.filter((id) => moved.has(id));
    const first = listIds.find((id) => !moved.has(id)) ?? null;
    const before = to === "start" ? first : to === "end" ? null : to;
    try {
      await send([{ imageIds, before }]);
      showUndo(`${formatPictures(imageIds.length)} moved`, () => undo(findRuns(listIds, moved)));
    } catch (error) {
      showError(error);
    }
  };

  const carry = (imageIds: readonly string[]) => {
    setCarried(imageIds);
    showMessage("Now select the picture they go before");
  };

  return { carried, move, carry };
}
