import type { ReactNode } from "react";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { averageColour } from "@/lib/client/placeholder";
import type { ImageTile } from "@/lib/images/schema";

type CardCoverProps = {
  cover: Pick<ImageTile, "id" | "thumbhash"> | null | undefined;
  /** Stands in the middle where there is no picture. */
  empty: ReactNode;
  /** Marks in its corners. */
  children?: ReactNode;
};

/** The square picture of a card; it grows a little while its card is pointed at. */
export function CardCover({ cover, empty, children }: CardCoverProps) {
  return (
    <span
      className="relative block aspect-square overflow-hidden rounded-lg bg-surface-sunken"
      style={cover?.thumbhash ? { backgroundColor: averageColour(cover.thumbhash) } : undefined}
    >
      {cover?.thumbhash ? (
        // biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off.
        <img
          src={smallThumbnailUrl(cover.id)}
          alt=""
          loading="lazy"
          className="size-full object-cover transition-transform duration-300 group-hover/card:scale-[1.025] motion-reduce:transform-none"
        />
      ) : (
        empty
      )}
      {children}
    </span>
  );
}
