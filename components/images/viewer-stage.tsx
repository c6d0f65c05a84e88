"use client";

import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { Spinner } from "@/components/ui/spinner";
import { largeThumbnailUrl, originalUrl, smallThumbnailUrl } from "@/lib/client/image-address";
import { drawPlaceholder } from "@/lib/client/placeholder";
import { useZoom } from "@/lib/client/use-zoom";
import { fitInto, type Size, type Swipe } from "@/lib/client/zoom";
import type { ImageTile } from "@/lib/images/schema";

export type StageHandle = { zoomBy: (factor: number) => void; reset: () => void };

/** Types that browsers draw themselves; others are shown as their large thumbnail at every zoom. */
const drawable = new Set(["image/jpeg", "image/png", "image/webp", "image/avif", "image/gif", "image/bmp"]);

type ViewerStageProps = {
  image: ImageTile;
  handle: RefObject<StageHandle | null>;
  onSwipe: (swipe: Swipe) => void;
  onTap: (pointerType: string) => void;
};

/** The picture itself: placeholder, small and large thumbnail, and the original once it is magnified. */
export function ViewerStage({ image, handle, onSwipe, onTap }: ViewerStageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const view = useSize(stage);
  const picture = { width: image.width ?? 1200, height: image.height ?? 800 };
  const size = fitInto(picture, view);
  const { zoomed, zoomBy, reset } = useZoom({ stage, content, size, onSwipe, onTap });
  useImperativeHandle(handle, () => ({ zoomBy, reset: () => reset() }), [zoomBy, reset]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another picture starts fitted.
  useLayoutEffect(() => reset(false), [image.id, reset]);

  return (
    <div ref={stage} className="relative flex-1 touch-none select-none overflow-hidden">
      <div className="absolute inset-0 flex items-center justify-center">
        {image.thumbhash ? (
          <div
            ref={content}
            key={image.id}
            className="relative shrink-0 animate-fade bg-cover will-change-transform"
            style={{ width: size.width, height: size.height, backgroundImage: `url("${drawPlaceholder(image.thumbhash)}")` }}
          >
            <Layers image={image} thumbhash={image.thumbhash} zoomed={zoomed} />
          </div>
        ) : (
          <NotYet image={image} />
        )}
      </div>
    </div>
  );
}

function Layers({ image, zoomed }: { image: ImageTile; thumbhash: string; zoomed: boolean }) {
  const moves = (image.frames ?? 1) > 1 && drawable.has(image.contentType);
  const [wantsOriginal, setWantsOriginal] = useState(moves);
  useEffect(() => {
    if (zoomed && drawable.has(image.contentType)) setWantsOriginal(true);
  }, [zoomed, image.contentType]);
  return (
    <>
      <Layer src={smallThumbnailUrl(image.id)} alt="" />
      {!moves && <Layer src={largeThumbnailUrl(image.id)} alt={image.originalName} />}
      {wantsOriginal && <Layer src={originalUrl(image.id)} alt={image.originalName} />}
    </>
  );
}

function Layer({ src, alt }: { src: string; alt: string }) {
  const [loaded, setLoaded] = useState(false);
  const element = useRef<HTMLImageElement>(null);
  useLayoutEffect(() => {
    if (element.current?.complete && element.current.naturalWidth > 0) setLoaded(true);
  }, []);
  return (
    // biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off.
    <img
      ref={element}
      src={src}
      alt={alt}
      draggable={false}
      decoding="async"
      onLoad={() => setLoaded(true)}
      className={`absolute inset-0 size-full transition-opacity duration-150 ${loaded ? "" : "opacity-0"}`}
    />
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

function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 1, height: 1 });
  useLayoutEffect(() => {
    const node = element.current;
    if (!node) return;
    const measure = () => setSize({ width: node.clientWidth, height: node.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
