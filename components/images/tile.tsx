"use client";

import { clsx } from "clsx";
import { Check, Heart, Layers2 } from "lucide-react";
import { memo, type ReactNode, useSyncExternalStore } from "react";
import { formatMoment } from "@/lib/client/format";
import { goneImages, goneKey } from "@/lib/client/gone-images";
import type { IdSet } from "@/lib/client/id-set";
import type { ImageTile } from "@/lib/images/schema";
import { TilePicture } from "./tile-picture";

const never = () => false;

/** Whether an id is in a set, drawn again only when that changes. */
export function useHas(set: IdSet, id: string): boolean {
  return useSyncExternalStore(set.subscribe, () => set.has(id), never);
}

/** An image in words, for those who cannot see it. */
export function describeTile(image: ImageTile): string {
  const state = image.status === "pending" ? ", being processed" : image.status === "failed" ? ", could not be processed" : "";
  const stacked = image.stackCount > 1 ? `, stack of ${image.stackCount}` : "";
  return `${image.originalName}, ${formatMoment(image.takenLocal)}${image.favourite ? ", favourite" : ""}${stacked}${state}`;
}

type TileProps = {
  image: ImageTile;
  index: number;
  leftPx: number;
  topPx: number;
  widthPx: number;
  heightPx: number;
  selection: IdSet;
  selecting: boolean;
  tabbable: boolean;
  /** Drawn over the picture's lower edge, such as how similar it is. */
  caption?: ReactNode;
  /** What the caption says, for those who cannot see it. */
  note?: string | undefined;
};

/** One image of a grid: a link that opens it and a check mark that selects it. The grid handles their clicks. */
export const Tile = memo(function Tile(props: TileProps) {
  const { image, index, leftPx, topPx, widthPx, heightPx, selection, selecting, tabbable, caption, note } = props;
  const selected = useHas(selection, image.id);
  const gone = useHas(goneImages, goneKey(image.id, image.place));
  return (
    <div
      data-index={index}
      className={clsx(
        "group absolute transition-opacity duration-200",
        gone && "pointer-events-none opacity-0",
        selected && "bg-accent-soft",
      )}
      style={{ left: leftPx, top: topPx, width: widthPx, height: heightPx, contain: "strict" }}
    >
      <a
        href={`/images/${image.id}`}
        tabIndex={tabbable && !gone ? 0 : -1}
        draggable={false}
        aria-label={note ? `${describeTile(image)}, ${note}` : describeTile(image)}
        className={clsx(
          "block size-full overflow-hidden transition-transform duration-150 [-webkit-touch-callout:none]",
          "focus-visible:outline-[3px] focus-visible:-outline-offset-[3px]",
          selected && "scale-[0.9] rounded-sm",
        )}
      >
        <TilePicture image={image} />
        <span
          className={clsx(
            "pointer-events-none absolute inset-x-0 top-0 h-16 bg-linear-to-b from-black/40 to-transparent opacity-0 transition-opacity duration-150",
            !selected && "pointer-fine:group-hover:opacity-100",
          )}
        />
        {(image.frames ?? 1) > 1 && (
          <span className="absolute top-2 right-2 rounded-[5px] bg-black/55 px-1.5 py-0.5 font-semibold text-2xs text-white leading-none">
            {image.contentType === "image/gif" ? "GIF" : "Animated"}
          </span>
        )}
        {image.stackCount > 1 && (
          <span className="tabular absolute right-2 bottom-2 flex items-center gap-1 rounded-[5px] bg-black/55 px-1.5 py-0.5 font-semibold text-2xs text-white leading-none">
            <Layers2 size={12} aria-hidden />
            {image.stackCount}
          </span>
        )}
        {image.favourite && (
          <Heart
            size={16}
            fill="currentColor"
            aria-hidden
            className="absolute bottom-2 left-2 text-white drop-shadow-[0_1px_2px_rgb(0_0_0/0.6)]"
          />
        )}
        {caption}
      </a>
      <button
        type="button"
        aria-pressed={selected}
        aria-label={`Select ${image.originalName}`}
        tabIndex={-1}
        data-check
        className={clsx(
          "absolute top-0 left-0 flex size-10 items-center justify-center transition-opacity duration-150",
          selected || selecting
            ? "opacity-100"
            : "pointer-events-none opacity-0 pointer-fine:group-hover:pointer-events-auto pointer-fine:group-hover:opacity-100",
        )}
      >
        <CheckMark checked={selected} />
      </button>
    </div>
  );
});

/** The round mark of a selected thing. */
export function CheckMark({ checked }: { checked: boolean }) {
  return (
    <span
      className={clsx(
        "flex size-[22px] items-center justify-center rounded-full border-2 transition-colors duration-150",
        checked ? "border-accent bg-accent text-accent-foreground" : "border-white/90 bg-black/20",
      )}
    >
      {checked && <Check size={14} strokeWidth={3.2} aria-hidden />}
    </span>
  );
}
