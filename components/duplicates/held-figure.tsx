"use client";

import { Badge } from "@/components/ui/badge";
import { formatBytes, formatMoment } from "@/lib/client/format";
import { largeThumbnailUrl } from "@/lib/client/image-address";
import { averageColour } from "@/lib/client/placeholder";
import type { ImageTile } from "@/lib/images/schema";

type HeldFigureProps = { title: string; image: ImageTile; better?: string; zoomed: boolean; onZoom: () => void };

/** One of the two pictures with what tells them apart. */
export function HeldFigure({ title, image, better, zoomed, onZoom }: HeldFigureProps) {
  return (
    <figure className="flex min-w-0 flex-col">
      <button
        type="button"
        data-zoom
        onClick={onZoom}
        aria-label={`${zoomed ? "Zoom out of" : "Zoom into"} both, ${image.originalName}`}
        className={`relative flex h-[34dvh] min-h-44 items-center justify-center overflow-hidden rounded-lg bg-surface-sunken sm:h-[52dvh] ${zoomed ? "cursor-zoom-out!" : "cursor-zoom-in!"}`}
      >
        {/* biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off. */}
        <img
          src={largeThumbnailUrl(image.id)}
          alt=""
          width={image.width ?? undefined}
          height={image.height ?? undefined}
          draggable={false}
          style={{
            transformOrigin: "var(--zoom-x, 50%) var(--zoom-y, 50%)",
            ...(image.thumbhash && { backgroundColor: averageColour(image.thumbhash) }),
          }}
          className={`size-full object-contain bg-transparent! transition-transform duration-200 ${zoomed ? "scale-[3]" : ""}`}
        />
      </button>
      <figcaption className="min-w-0 pt-2.5 text-sm leading-5">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-semibold">{title}</span>
          {better && <Badge tone="success">{better}</Badge>}
        </span>
        <span className="mt-1 block break-words [overflow-wrap:anywhere]">{image.originalName}</span>
        <span className="tabular block text-muted">
          {image.width && image.height ? `${image.width} × ${image.height} · ` : ""}
          {formatBytes(image.sizeBytes)}
        </span>
        <span className="tabular block text-muted">{formatMoment(image.takenLocal)}</span>
      </figcaption>
    </figure>
  );
}
