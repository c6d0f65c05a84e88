"use client";

import { ImageOff } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { whenIdle } from "@/lib/client/idle-queue";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { averageColour, drawPlaceholder, findPlaceholder } from "@/lib/client/placeholder";
import { isScrollingFast, onScrollSettled } from "@/lib/client/scroll-pace";
import type { ImageTile } from "@/lib/images/schema";

/** Pictures that have been shown before appear at once; the newest 2,000 are remembered. */
const shown = new Set<string>();

function rememberShown(id: string): void {
  shown.add(id);
  if (shown.size > 2_000) shown.delete(shown.values().next().value as string);
}

/** Fills its box: the average colour, then the blurred picture, then the thumbnail; nothing moves. */
export function TilePicture({ image }: { image: ImageTile }) {
  if (image.status === "failed" && !image.thumbhash) {
    return (
      <span className="flex size-full flex-col items-center justify-center gap-1 bg-surface-sunken p-2 text-muted">
        <ImageOff size={20} aria-hidden />
        <span dir="auto" className="max-w-full truncate text-2xs">
          {image.originalName}
        </span>
      </span>
    );
  }
  if (!image.thumbhash) return <span className="block size-full animate-pulse bg-placeholder motion-reduce:animate-none" />;
  return <ThumbnailPicture id={image.id} src={smallThumbnailUrl(image.id)} thumbhash={image.thumbhash} />;
}

/** A thumbnail in its box, with its colour and its blurred likeness before it is here. */
export function ThumbnailPicture({ id, src, thumbhash }: { id: string; src: string; thumbhash: string }) {
  const box = useRef<HTMLSpanElement>(null);
  const picture = useRef<HTMLImageElement>(null);
  const [wasShown] = useState(() => shown.has(id));
  const [loaded, setLoaded] = useState(false);
  const [wanted, setWanted] = useState(() => wasShown || !isScrollingFast());
  useEffect(() => {
    // Of a picture in the first answer of the server the event may have come before the page was alive.
    if (picture.current?.complete && picture.current.naturalWidth > 0) setLoaded(true);
  }, []);
  useEffect(() => (wanted ? undefined : onScrollSettled(() => setWanted(true))), [wanted]);
  useEffect(() => {
    if (loaded || wasShown) return;
    const paint = (url: string) => {
      if (box.current) box.current.style.backgroundImage = `url("${url}")`;
    };
    const drawn = findPlaceholder(thumbhash);
    if (drawn) return paint(drawn);
    return whenIdle(() => paint(drawPlaceholder(thumbhash)));
  }, [thumbhash, loaded, wasShown]);
  return (
    <span ref={box} className="block size-full bg-cover" style={{ backgroundColor: averageColour(thumbhash) }}>
      {wanted && (
        // biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off.
        <img
          ref={picture}
          src={src}
          alt=""
          decoding="async"
          draggable={false}
          onLoad={() => {
            rememberShown(id);
            setLoaded(true);
          }}
          className={`block size-full object-cover ${wasShown ? "" : "transition-opacity duration-200"} ${loaded || wasShown ? "" : "opacity-0"}`}
        />
      )}
    </span>
  );
}
