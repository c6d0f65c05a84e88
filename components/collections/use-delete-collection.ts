"use client";

import { useCallback } from "react";
import { showError, showUndo } from "@/components/ui/toast";
import { deleteCollectionSoon } from "@/lib/client/gone-collections";
import { useCollectionActions } from "@/lib/client/use-collection-actions";
import type { CollectionView } from "@/lib/collections/schema";

/** Deletes a collection unless the toast takes it back; its pictures stay in the library. */
export function useDeleteCollection(): (collection: CollectionView) => void {
  const { renew } = useCollectionActions();
  return useCallback(
    (collection) => {
      const undo = deleteCollectionSoon(collection.id, (error) => {
        if (error) showError(error);
        void renew();
      });
      showUndo(`${collection.name} deleted; its pictures stay`, undo);
    },
    [renew],
  );
}
