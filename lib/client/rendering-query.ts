import { queryOptions } from "@tanstack/react-query";
import { renderPicture } from "../search/schema";
import { callForBytes } from "./call";
import { findQueryPicture } from "./picture-query";
import type { PictureSource } from "./search-wish";

/**
 * An address, good in this tab, of the server's own rendering of a picture that is searched with: one of
 * the web, which the page may not load itself, or a file of a format that no browser shows.
 */
export function renderingQuery(source: PictureSource) {
  return queryOptions({
    queryKey: ["rendering", source],
    queryFn: ({ signal }) => render(source, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10 * 60_000,
    retry: false,
  });
}

async function render(source: PictureSource, signal: AbortSignal): Promise<string | null> {
  const form = new FormData();
  const file = "pictureId" in source ? findQueryPicture(source.pictureId)?.file : undefined;
  if (file) form.set("picture", file);
  else if ("url" in source) form.set("url", source.url);
  else return null;
  return toDataUrl(await callForBytes(renderPicture, { signal, body: form }));
}

/** Unlike an address of a blob, it need not be given back when nobody shows the picture any more. */
function toDataUrl(bytes: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(bytes);
  });
}
