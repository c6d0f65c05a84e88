import { queryOptions } from "@tanstack/react-query";
import { type RecognitionMatch, recognize } from "../recognition/schema";
import { ApiError, call } from "./call";
import { findQueryPicture } from "./picture-query";
import type { PictureSource } from "./search-wish";

/** Which pictures of the collections whose things are recognised a photograph shows; none when nothing is recognised. */
export function recognitionQuery(source: PictureSource) {
  return queryOptions({
    queryKey: ["recognition", source],
    queryFn: ({ signal }) => runRecognition(source, signal),
    staleTime: 30_000,
    retry: false,
  });
}

async function runRecognition(source: PictureSource, signal: AbortSignal): Promise<RecognitionMatch[]> {
  const form = new FormData();
  if ("imageId" in source) form.set("imageId", source.imageId);
  else if ("url" in source) form.set("url", source.url);
  else {
    const picture = findQueryPicture(source.pictureId);
    if (!picture) throw new ApiError(404, "not-found", "The picture to search with is no longer here. Choose it again.");
    form.set("picture", picture.file);
  }
  try {
    const found = await call(recognize, {}, { signal, body: form });
    return "matches" in found && Array.isArray(found.matches) ? found.matches : [];
  } catch (error) {
    if (error instanceof ApiError && error.code === "nothing-recognised") return [];
    throw error;
  }
}
