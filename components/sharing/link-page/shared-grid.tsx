"use client";

import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from "react";
import { ThumbnailPicture } from "@/components/images/tile-picture";
import { type GridMove, type GridRow, moveInGrid } from "@/lib/client/grid-layout";
import { sharedAddresses } from "@/lib/client/shared-address";
import { useGridView } from "@/lib/client/use-grid-view";
import type { SharedImage } from "@/lib/sharing/link-schema";
import { describeShared } from "./describe-shared";

type SharedGridProps = {
  token: string;
  images: readonly SharedImage[];
  loadMore: () => Promise<boolean>;
  onOpen: (index: number) => void;
  /** The picture last seen in the viewer, which gets the focus back. */
  returnTo: number | undefined;
};

const moves: Record<string, GridMove> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "start",
  End: "end",
};

/** How many pictures before the end the next page is asked for. */
const ahead = 30;

/** Justified rows of a link's pictures, of which only those near the window are in the page. */
export function SharedGrid({ token, images, loadMore, onOpen, returnTo }: SharedGridProps) {
  const element = useRef<HTMLDivElement>(null);
  const sections = useMemo(
    () => [{ key: "all", ratios: images.map(({ width, height }) => (width && height ? width / height : 1.5)) }],
    [images],
  );
  const { layout, visible, reveal } = useGridView(element, sections, 0);
  const [focused, setFocused] = useState(-1);
  const takesFocus = useRef(false);
  const [from, until] = visible.images;

  useEffect(() => {
    if (until > 0 && until > images.length - ahead) void loadMore();
  }, [until, images.length, loadMore]);
  useEffect(() => {
    if (!takesFocus.current) return;
    const link = element.current?.querySelector<HTMLElement>(`a[data-index="${focused}"]`);
    if (link) {
      link.focus({ preventScroll: true });
      takesFocus.current = false;
    }
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus comes back once, when the viewer closes.
  useEffect(() => {
    if (returnTo !== undefined) focusOn(returnTo);
  }, [returnTo]);

  const focusOn = (index: number) => {
    takesFocus.current = true;
    setFocused(index);
    reveal(index);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey || focused < 0) return;
    event.preventDefault();
    focusOn(moveInGrid(layout, focused, move));
  };
  const indexOf = (target: EventTarget) => Number((target as Element).closest("[data-index]")?.getAttribute("data-index") ?? -1);
  const tabbable = focused >= from && focused < until ? focused : from;
  return (
    <section
      ref={element}
      aria-label="Pictures"
      className="relative select-none"
      style={{ height: layout.heightPx }}
      onKeyDown={onKeyDown}
      onFocus={(event) => indexOf(event.target) >= 0 && setFocused(indexOf(event.target))}
      onClick={(event) => {
        const index = indexOf(event.target);
        if (index < 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onOpen(index);
      }}
    >
      {layout.rows
        .slice(...visible.rows)
        .flatMap((row) =>
          images
            .slice(row.start, row.start + row.count)
            .map((image, at) => (
              <SharedTile
                key={image.id}
                token={token}
                image={image}
                index={row.start + at}
                row={row}
                leftPx={layout.leftPx[row.start + at] ?? 0}
                widthPx={layout.boxWidthPx[row.start + at] ?? 0}
                tabbable={row.start + at === tabbable}
              />
            )),
        )}
    </section>
  );
}

type SharedTileProps = {
  token: string;
  image: SharedImage;
  index: number;
  row: GridRow;
  leftPx: number;
  widthPx: number;
  tabbable: boolean;
};

const SharedTile = memo(function SharedTile({ token, image, index, row, leftPx, widthPx, tabbable }: SharedTileProps) {
  return (
    <a
      href={`#${image.id}`}
      data-index={index}
      tabIndex={tabbable ? 0 : -1}
      draggable={false}
      aria-label={describeShared(image, index)}
      className="absolute block overflow-hidden focus-visible:outline-[3px] focus-visible:-outline-offset-[3px]"
      style={{ left: leftPx, top: row.topPx, width: widthPx, height: row.heightPx, contain: "strict" }}
    >
      {image.thumbhash ? (
        <ThumbnailPicture id={image.id} src={sharedAddresses(token, image.id).small} thumbhash={image.thumbhash} />
      ) : (
        <span className="block size-full animate-pulse bg-placeholder motion-reduce:animate-none" />
      )}
    </a>
  );
});
