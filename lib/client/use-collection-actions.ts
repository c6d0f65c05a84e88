"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { InputOf, OutputOf } from "../api/operation";
import { addToCollection, type CollectionView, type listCollections, removeFromCollection, updateCollection } from "../collections/schema";
import { call } from "./call";
import { inParts } from "./in-parts";
import { queryKeys } from "./query-keys";

type Changes = Omit<InputOf<typeof updateCollection>, "collectionId">;

/** Changes collections on the server and in everything that is kept of them. */
export function useCollectionActions() {
  const queryClient = useQueryClient();
  return useMemo(() => {
    const renew = () => Promise.all(["collections", "images", "image"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));

    const keep = (collection: CollectionView) => {
      queryClient.setQueryData(queryKeys.collection(collection.id), collection);
      queryClient.setQueryData<OutputOf<typeof listCollections>>(
        queryKeys.collections,
        (list) => list && { ...list, collections: list.collections.map((other) => (other.id === collection.id ? collection : other)) },
      );
    };

    /** Shows the change at once and takes it back when the server refuses. */
    const update = async (collection: CollectionView, changes: Changes): Promise<void> => {
      const { name, tags, isProtected = collection.isProtected } = changes;
      keep({ ...collection, ...(name && { name }), ...(tags && { tags }), isProtected });
      try {
        keep(await call(updateCollection, { collectionId: collection.id, ...changes }));
        void queryClient.invalidateQueries({ queryKey: queryKeys.collections });
      } catch (error) {
        keep(collection);
        throw error;
      }
    };

    const add = async (collectionId: string, imageIds: readonly string[]) => {
      await inParts(imageIds, (part) => call(addToCollection, { collectionId, imageIds: part }));
      await renew();
    };

    const remove = async (collectionId: string, imageIds: readonly string[]) => {
      await inParts(imageIds, (part) => call(removeFromCollection, { collectionId, imageIds: part }));
      await renew();
    };

    return { renew, update, add, remove };
  }, [queryClient]);
}
