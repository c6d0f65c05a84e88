import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { largeThumbnailUrl } from "@/lib/client/image-address";
import { findQueryPicture } from "@/lib/client/picture-query";
import { renderingQuery } from "@/lib/client/rendering-query";
import type { PictureSource } from "@/lib/client/search-wish";

/** How a picture that is searched with can be shown. */
export type ShownPicture = {
  /** Undefined: not yet, or not at all. */
  url: string | undefined;
  isLoading: boolean;
  /** To be called when the browser cannot show `url`: the server's own rendering then takes its place. */
  onBroken: () => void;
};

/** Where the browser finds a picture that is searched with: what it cannot load or show itself comes from the server. */
export function useQueryPicture(source: PictureSource): ShownPicture {
  const own =
    "imageId" in source ? largeThumbnailUrl(source.imageId) : "pictureId" in source ? findQueryPicture(source.pictureId)?.url : undefined;
  const [broken, setBroken] = useState<string>();
  const isRendered = "url" in source || ("pictureId" in source && own !== undefined && broken === own);
  const { data, isFetching } = useQuery({ ...renderingQuery(source), enabled: isRendered });
  const rendered = data && data !== broken ? data : undefined;
  const shown = isRendered ? rendered : own === broken ? undefined : own;
  return { url: shown, isLoading: isRendered && isFetching, onBroken: () => setBroken(shown) };
}
