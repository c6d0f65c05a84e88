import { queryOptions } from "@tanstack/react-query";
import { type Recognised, recognize } from "../recognition/schema";
import { ApiError, call } from "./call";
import { findQueryPicture } from "./picture-query";
import type { PictureSource } from "./search-wish";

/** Which pictures of a collection, or of all whose things are recognised, a photograph shows; none, with what the server says, when nothing is recognised. */
export function recognitionQuery(source: PictureSource, collectionId?: string) {
  return queryOptions({
    queryKey: ["recognition", source, collectionId],
    queryFn: ({ signal }) => runRecognition(source, collectionId, signal),
    staleTime: 30_000,
    retry: false,
  });
}

type Found = Pick<Recognised, "matches"> & Partial<Recognised> & { detail?: string };

async function runRecognition(source: PictureSource, collectionId: string | undefined, signal: AbortSignal): Promise<Found> {
  const form = new FormData();
  if (collectionId !== undefined) form.set("collectionId", collectionId);
  if ("imageId" in source) form.set("imageId", source.imageId);
  else if ("url" in source) form.set("url", source.url);
  else {
    const picture = findQueryPicture(source.pictureId);
    if (!picture) throw new ApiError(404, "not-found", "The picture to search with is no longer here. Choose it again.");
    form.set("picture", picture.file);
  }
  try {
    const found = await call(recognize, {}, { signal, body: form });
    return "matches" in found && Array.isArray(found.matches) ? (found as Recognised) : { matches: [] };
  } catch (error) {
    if (error instanceof ApiError && error.code === "nothing-recognised") return { matches: [], detail: error.message };
    throw error;
  }
}
