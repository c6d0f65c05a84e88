import type { Query, QueryClient } from "@tanstack/react-query";
import type { OutputOf } from "../api/operation";
import type { listChanges } from "../images/list-schema";
import type { ImageTile } from "../images/schema";
import { goneImages, goneKey } from "./gone-images";
import { patchTiles, takeOver } from "./patch-tiles";
import { imageDependents, queryKeys } from "./query-keys";

type Changes = OutputOf<typeof listChanges>;

/** Brings what the server says has changed into everything that is kept and shown. */
export function applyChanges(queryClient: QueryClient, changes: Changes): void {
  queryClient.setQueryData(queryKeys.counts, changes.counts);
  if (changes.reset) {
    renewImages(queryClient);
    void queryClient.invalidateQueries({ queryKey: ["timeline-page"] });
    return;
  }
  if (changes.images.length === 0 && changes.deletedIds.length === 0) return;
  goneImages.remove(changes.images.map((image) => goneKey(image.id, image.place)));
  patchTiles(queryClient, new Map(changes.images.map((image) => [image.id, takeOver(image)])));
  void queryClient.invalidateQueries({ predicate: (query) => isOtherDay(query, changes.images) });
  renewImages(queryClient);
}

/** Asks again for every list that images appear in; those not on the page are asked when they are. */
export function renewImages(queryClient: QueryClient): void {
  for (const key of imageDependents) void queryClient.invalidateQueries({ queryKey: [key] });
}

/** Whether a kept page of a day lacks an image that came to it, or has one that left it. */
function isOtherDay(query: Query, images: readonly ImageTile[]): boolean {
  const [kind, day] = query.queryKey;
  if (kind !== "timeline-page") return false;
  const kept = (query.state.data as { images: ImageTile[] } | undefined)?.images ?? [];
  const ids = new Set(kept.map((tile) => tile.id));
  return images.some((image) => ids.has(image.id) !== (image.place === "library" && image.takenLocal.slice(0, 10) === day));
}
