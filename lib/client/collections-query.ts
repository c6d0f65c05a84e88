import { queryOptions } from "@tanstack/react-query";
import type { OutputOf } from "../api/operation";
import { type CollectionView, getCollection, listCollections } from "../collections/schema";
import { call } from "./call";
import { queryKeys } from "./query-keys";

/** All collections. */
export function collectionsQuery(initial?: OutputOf<typeof listCollections>) {
  return queryOptions({
    queryKey: queryKeys.collections,
    queryFn: ({ signal }) => call(listCollections, {}, { signal }),
    ...(initial && { initialData: initial }),
  });
}

/** One collection. */
export function collectionQuery(collectionId: string, initial?: CollectionView) {
  return queryOptions({
    queryKey: queryKeys.collection(collectionId),
    queryFn: ({ signal }) => call(getCollection, { collectionId }, { signal }),
    ...(initial && { initialData: initial }),
  });
}
