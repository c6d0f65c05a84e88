import { queryOptions } from "@tanstack/react-query";
import type { OutputOf } from "../api/operation";
import { type CollectionView, getCollection, listCollections } from "../collections/schema";
import { limits } from "../limits";
import { call } from "./call";
import { queryKeys } from "./query-keys";

const pagesMax = 100;

/** All collections, page after page, up to ten thousand. */
export async function callAllCollections(signal?: AbortSignal): Promise<OutputOf<typeof listCollections>> {
  const options = signal ? { signal } : {};
  const all = await call(listCollections, { limit: limits.page.sizeMax }, options);
  for (let page = 2; all.nextCursor !== null && page <= pagesMax; page++) {
    const next = await call(listCollections, { cursor: all.nextCursor, limit: limits.page.sizeMax }, options);
    all.collections.push(...next.collections);
    all.nextCursor = next.nextCursor;
  }
  return all;
}

/** All collections, own ones and those of others. */
export function collectionsQuery(initial?: OutputOf<typeof listCollections>) {
  return queryOptions({
    queryKey: queryKeys.collections,
    queryFn: ({ signal }) => callAllCollections(signal),
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
