"use client";

import { clsx } from "clsx";
import { Check, Trash2 } from "lucide-react";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import type { GroupImage } from "@/lib/duplicates/schema";
import { ThumbnailStrip } from "./thumbnail-strip";

type PictureStripProps = {
  ids: readonly string[];
  imageOf: (id: string) => GroupImage | undefined;
  kept: ReadonlySet<string>;
  leftId: string;
  rightId: string | undefined;
  suggestedId: string;
  onCompare: (id: string) => void;
  onVisible: (from: number, until: number) => void;
};

/** All pictures of a group, what becomes of each, and which two are compared. */
export function PictureStrip({ ids, imageOf, kept, leftId, rightId, suggestedId, onCompare, onVisible }: PictureStripProps) {
  return (
    <ThumbnailStrip
      label="Pictures of this group"
      count={ids.length}
      at={ids.indexOf(rightId ?? leftId)}
      itemPx={68}
      keyOf={(index) => ids[index] ?? index}
      onVisible={onVisible}
      renderItem={(index) => {
        const id = ids[index] ?? "";
        const side = id === leftId ? "left" : id === rightId ? "right" : undefined;
        const isKept = kept.has(id);
        const name = imageOf(id)?.originalName ?? `Picture ${index + 1}`;
        const states = [isKept ? "kept" : "to the trash", side && `on the ${side}`, id === suggestedId && "suggested"].filter(Boolean);
        return (
          <button
            type="button"
            aria-label={`${name}: ${states.join(", ")}`}
            aria-pressed={side !== undefined}
            onClick={() => onCompare(id)}
            className={clsx(
              "relative block size-16 overflow-hidden rounded-sm outline-2 -outline-offset-2",
              side ? "outline-accent" : "outline-transparent",
            )}
          >
            {/* biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off. */}
            <img
              src={smallThumbnailUrl(id)}
              alt=""
              loading="lazy"
              className={clsx("size-full bg-placeholder object-cover", !isKept && "opacity-45 grayscale")}
            />
            <span
              aria-hidden
              className={clsx(
                "absolute right-1 bottom-1 flex size-5 items-center justify-center rounded-full text-white",
                isKept ? "bg-[oklch(0.475_0.1_155)]" : "bg-black/70",
              )}
            >
              {isKept ? <Check size={12} strokeWidth={3} /> : <Trash2 size={11} />}
            </span>
            {side && (
              <span aria-hidden className="absolute top-1 left-1 rounded-sm bg-black/70 px-1 font-semibold text-2xs text-white leading-4">
                {side === "left" ? "L" : "R"}
              </span>
            )}
          </button>
        );
      }}
    />
  );
}
