"use client";

import { useMemo } from "react";
import { showError, showUndo } from "@/components/ui/toast";
import { partSoon } from "@/lib/client/gone-collections";
import { useCollectionActions } from "@/lib/client/use-collection-actions";
import type { CollectionView } from "@/lib/collections/schema";

/** Deletes an own collection, or leaves one of somebody else, unless the toast takes it back. */
export function usePartFromCollection() {
  const { renew } = useCollectionActions();
  return useMemo(() => {
    const part = (how: "delete" | "leave", collectionId: string, message: string) => {
      const undo = partSoon(how, collectionId, (error) => {
        if (error) showError(error);
        void renew();
      });
      showUndo(message, undo);
    };
    return {
      remove: ({ id, name }: CollectionView) => part("delete", id, `${name} deleted; its pictures stay`),
      leave: ({ id, name }: CollectionView) => part("leave", id, `You left ${name}`),
    };
  }, [renew]);
}
