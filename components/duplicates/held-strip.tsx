"use client";

import { useEffect, useRef } from "react";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import type { HeldImage } from "@/lib/duplicates/schema";

type HeldStripProps = { held: readonly HeldImage[]; at: number; onGo: (index: number) => void };

/** All that wait, small, to go to one of them. */
export function HeldStrip({ held, at, onGo }: HeldStripProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const node = list.current;
    const item = node?.children[at] as HTMLElement | undefined;
    if (node && item) node.scrollTo({ left: item.offsetLeft - node.clientWidth / 2 + item.clientWidth / 2 });
  }, [at]);
  return (
    <nav aria-label="Waiting pictures" className="page-x mt-4 border-border border-t pt-4">
      <ul ref={list} className="relative flex gap-2 overflow-x-auto p-1">
        {held.map(({ image }, index) => (
          <li key={image.id} className="shrink-0">
            <button
              type="button"
              aria-label={`Go to ${image.originalName}`}
              aria-current={index === at ? "true" : undefined}
              onClick={() => onGo(index)}
              className="block size-14 overflow-hidden rounded-sm opacity-70 outline-2 outline-transparent hover:opacity-100 aria-current:opacity-100 aria-current:outline-accent"
            >
              {/* biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off. */}
              <img src={smallThumbnailUrl(image.id)} alt="" loading="lazy" className="size-full bg-placeholder object-cover" />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
