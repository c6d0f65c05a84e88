import type { QueryClient } from "@tanstack/react-query";
import type { ImageTile } from "../images/schema";

type Patch = (tile: ImageTile) => ImageTile;

const keysWithTiles = new Set(["timeline-page", "images", "image", "search"]);

/**
 * Changes images in every answer that is kept, without asking the server again. Answers, arrays
 * and images that do not change stay the same objects, so nothing else is drawn again.
 */
export function patchTiles(queryClient: QueryClient, patches: ReadonlyMap<string, Patch>): void {
  const queries = queryClient.getQueryCache().findAll({ predicate: (query) => keysWithTiles.has(String(query.queryKey[0])) });
  for (const query of queries) {
    const next = patchValue(query.state.data, patches);
    if (next !== query.state.data) queryClient.setQueryData(query.queryKey, next, { updatedAt: query.state.dataUpdatedAt });
  }
}

/** Lists of images under `images`, hits under `hits`, infinite pages under `pages`, or one image. */
function patchValue(value: unknown, patches: ReadonlyMap<string, Patch>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  if (typeof record.id === "string" && "originalName" in record) return patches.get(record.id)?.(record as ImageTile) ?? value;
  for (const key of ["images", "hits", "pages"] as const) {
    const list = record[key];
    if (!Array.isArray(list)) continue;
    const next = list.map((item: Record<string, unknown>) => (key === "hits" ? patchHit(item, patches) : patchValue(item, patches)));
    return next.some((item, index) => item !== list[index]) ? { ...record, [key]: next } : value;
  }
  return value;
}

function patchHit(hit: Record<string, unknown>, patches: ReadonlyMap<string, Patch>): unknown {
  const image = patchValue(hit.image, patches);
  return image === hit.image ? hit : { ...hit, image };
}

/** A patch that takes over what a newer tile says, and nothing when it says the same. */
export function takeOver(newer: Partial<ImageTile>): Patch {
  return (tile) => {
    const changed = (Object.keys(newer) as (keyof ImageTile)[]).some((key) => tile[key] !== newer[key]);
    return changed ? { ...tile, ...newer } : tile;
  };
}
