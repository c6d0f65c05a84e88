"use client";

import { useQuery } from "@tanstack/react-query";
import { ImageIcon } from "lucide-react";
import { useState } from "react";
import { call } from "@/lib/client/call";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { findQueryPicture } from "@/lib/client/picture-query";
import { queryKeys } from "@/lib/client/query-keys";
import type { SearchWish } from "@/lib/client/search-query";
import { getImage } from "@/lib/images/schema";

/** The picture that is searched with, beside what it found. */
export function QueryPictureAside({ wish }: { wish: SearchWish }) {
  if (wish.by === "image") return <LibraryPicture imageId={wish.imageId} />;
  if (wish.by !== "picture") return null;
  const picture = findQueryPicture(wish.pictureId);
  return picture ? <Picture key={picture.id} url={picture.url} name={picture.file.name} /> : null;
}

function LibraryPicture({ imageId }: { imageId: string }) {
  const { data } = useQuery({ queryKey: queryKeys.image(imageId), queryFn: ({ signal }) => call(getImage, { imageId }, { signal }) });
  return <Picture url={smallThumbnailUrl(imageId)} name={data?.title ?? data?.originalName ?? ""} href={`/images/${imageId}`} />;
}

/** Browsers cannot show every format that the server reads; those get a stand-in. */
function Picture({ url, name, href }: { url: string; name: string; href?: string }) {
  const [broken, setBroken] = useState(false);
  const picture = broken ? (
    <span className="flex size-16 items-center justify-center rounded-md bg-surface-sunken text-muted">
      <ImageIcon size={22} aria-hidden />
    </span>
  ) : (
    // biome-ignore lint/performance/noImgElement: the picture is a local file or a thumbnail of our own.
    <img src={url} alt="" onError={() => setBroken(true)} className="h-16 w-auto max-w-28 rounded-md bg-placeholder object-cover" />
  );
  return (
    <figure className="flex min-w-0 max-w-full items-center gap-3 sm:max-w-xs">
      {href ? (
        <a href={href} aria-label={`Open ${name}`} className="shrink-0 rounded-md">
          {picture}
        </a>
      ) : (
        <span className="shrink-0">{picture}</span>
      )}
      <figcaption className="min-w-0">
        <span className="block text-muted text-xs">Pictures like</span>
        <span className="block truncate font-medium text-sm">{name}</span>
      </figcaption>
    </figure>
  );
}
