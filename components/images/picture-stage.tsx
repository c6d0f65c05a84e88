"use client";

import { type ReactNode, type RefObject, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { drawPlaceholder } from "@/lib/client/placeholder";
import { useZoom } from "@/lib/client/use-zoom";
import { fitInto, type Size, type Swipe } from "@/lib/client/zoom";

export type StageHandle = { zoomBy: (factor: number) => void; reset: () => void };

type PictureStageProps = {
  image: { id: string; width: number | null; height: number | null; thumbhash: string | null };
  handle: RefObject<StageHandle | null>;
  onSwipe: (swipe: Swipe) => void;
  onTap: (pointerType: string) => void;
  /** The picture's layers, which lie over its blurred likeness. */
  renderLayers: (zoomed: boolean) => ReactNode;
  /** Stands in while there is nothing to draw. */
  nothing: ReactNode;
};

/** A picture that fills its box and follows wheel, fingers and double taps. */
export function PictureStage({ image, handle, onSwipe, onTap, renderLayers, nothing }: PictureStageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const view = useSize(stage);
  const size = fitInto({ width: image.width ?? 1200, height: image.height ?? 800 }, view);
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
            {renderLayers(zoomed)}
          </div>
        ) : (
          nothing
        )}
      </div>
    </div>
  );
}

/** One rendition of a picture, seen once it has loaded. */
export function PictureLayer({ src, alt }: { src: string; alt: string }) {
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
