"use client";

import { type RefObject, useEffect, useState } from "react";
import { Spinner } from "@/components/ui/spinner";
import { largeThumbnailUrl, originalUrl, smallThumbnailUrl } from "@/lib/client/image-address";
import type { Swipe } from "@/lib/client/zoom";
import type { ImageTile } from "@/lib/images/schema";
import { PictureLayer, PictureStage, type StageHandle } from "./picture-stage";

/** Types that browsers draw themselves; others are shown as their large thumbnail at every zoom. */
const drawable = new Set(["image/jpeg", "image/png", "image/webp", "image/avif", "image/gif", "image/bmp"]);

type ViewerStageProps = {
  image: ImageTile;
  handle: RefObject<StageHandle | null>;
  onSwipe: (swipe: Swipe) => void;
  onTap: (pointerType: string) => void;
};

/** The picture itself: placeholder, small and large thumbnail, and the original once it is magnified. */
export function ViewerStage(props: ViewerStageProps) {
  const { image } = props;
  return <PictureStage {...props} renderLayers={(zoomed) => <Layers image={image} zoomed={zoomed} />} nothing={<NotYet image={image} />} />;
}

/**
 * The renditions of a picture one over the other, the original once it is magnified. That only of
 * one's own picture: what others share, they may share as thumbnails alone.
 */
export function Layers({ image, zoomed }: { image: ImageTile; zoomed: boolean }) {
  const hasOriginal = image.access === "owner" && drawable.has(image.contentType);
  const moves = (image.frames ?? 1) > 1 && hasOriginal;
  const [wantsOriginal, setWantsOriginal] = useState(moves);
  useEffect(() => {
    if (zoomed && hasOriginal) setWantsOriginal(true);
  }, [zoomed, hasOriginal]);
  return (
    <>
      <PictureLayer src={smallThumbnailUrl(image.id)} alt="" />
      {!moves && <PictureLayer src={largeThumbnailUrl(image.id)} alt={image.originalName} />}
      {wantsOriginal && <PictureLayer src={originalUrl(image.id)} alt={image.originalName} />}
    </>
  );
}

function NotYet({ image }: { image: ImageTile }) {
  const failed = image.status === "failed";
  return (
    <div className="flex max-w-md flex-col items-center gap-3 p-8 text-center">
      {!failed && <Spinner size={28} />}
      <p className="font-semibold">{failed ? "This picture could not be processed" : "This picture is being processed"}</p>
      <p className="text-muted">
        {failed ? (image.failureReason ?? "The original is kept and can be downloaded.") : "It appears here as soon as it has been read."}
      </p>
    </div>
  );
}
