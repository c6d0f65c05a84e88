"use client";

import { type KeyboardEvent, type MouseEvent, memo, type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { type GridLayout, type GridMove, type GridRow, type GridSection, moveInGrid, type PlacedSection } from "@/lib/client/grid-layout";
import { rangeBetween, type Selection } from "@/lib/client/selection";
import { useDragSelection } from "@/lib/client/use-drag-selection";
import { useGridView } from "@/lib/client/use-grid-view";
import type { ImageTile } from "@/lib/images/schema";
import { Tile } from "./tile";
import { useGridShortcuts } from "./use-grid-shortcuts";

export type PhotoGridProps = {
  /** What the grid is called for screen readers. */
  label: string;
  sections: readonly GridSection[];
  /** Height kept free above each section for its heading; 0 for none. */
  headingPx: number;
  renderHeading?: (section: PlacedSection) => ReactNode;
  renderCaption?: (image: ImageTile) => ReactNode;
  /** What the caption says, for those who cannot see it. */
  describeCaption?: (image: ImageTile) => string | undefined;
  imageAt: (index: number) => ImageTile | undefined;
  indexOf: (imageId: string) => number;
  /** The ids of all images of a range, asking the server for those that are not loaded. */
  resolveRange: (from: number, until: number) => Promise<string[]>;
  /** Told which images are near the window. */
  onVisible?: (from: number, until: number) => void;
  onOpen: (image: ImageTile, index: number) => void;
  onLayout?: (layout: GridLayout, element: HTMLElement) => void;
  selection: Selection;
  /** Whether a picture is the person's own: keys that change pictures leave others alone. */
  isOwn?: (imageId: string) => boolean;
};

const moves: Record<string, GridMove> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  Home: "start",
  End: "end",
};

/** Justified rows of any number of images, of which only those near the window are in the page. */
export function PhotoGrid(props: PhotoGridProps) {
  const { label, sections, headingPx, imageAt, selection, onVisible, onLayout } = props;
  const element = useRef<HTMLDivElement>(null);
  const { layout, visible, reveal } = useGridView(element, sections, headingPx);
  const [focused, setFocused] = useState(-1);
  const takesFocus = useRef(false);
  const selecting = useSyncExternalStore(selection.subscribe, selection.isActive, () => false);
  const wasDrag = useDragSelection(element, { layout, imageAt, resolveRange: props.resolveRange, selection });
  const [from, until] = visible.images;

  useEffect(() => onVisible?.(from, until), [onVisible, from, until]);
  useEffect(() => {
    if (element.current) onLayout?.(layout, element.current);
  }, [layout, onLayout]);
  useEffect(() => {
    if (!takesFocus.current) return;
    const link = element.current?.querySelector<HTMLElement>(`[data-index="${focused}"] a`);
    if (link) {
      link.focus({ preventScroll: true });
      takesFocus.current = false;
    }
  });

  const focusOn = (index: number) => {
    if (index < 0) return;
    takesFocus.current = true;
    setFocused(index);
    reveal(index);
  };
  useGridShortcuts({ ...props, element, focused, focusOn });

  const onClick = (event: MouseEvent) => {
    const target = event.target as Element;
    const tile = target.closest("[data-index]");
    const index = Number(tile?.getAttribute("data-index") ?? -1);
    const image = imageAt(index);
    if (!tile || !image) return;
    if (wasDrag()) return event.preventDefault();
    const checks = Boolean(target.closest("[data-check]"));
    if (event.shiftKey) {
      event.preventDefault();
      const [first, end] = rangeBetween(selection.anchor ?? index, index);
      selection.anchor ??= index;
      void props.resolveRange(first, end).then((ids) => selection.add(ids));
    } else if (checks || selecting) {
      event.preventDefault();
      selection.toggle(image.id, index);
    } else if (!event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      props.onOpen(image, index);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey || focused < 0) return;
    event.preventDefault();
    const next = moveInGrid(layout, focused, move);
    if (event.shiftKey) {
      const [first, end] = rangeBetween(selection.anchor ?? focused, next);
      selection.anchor ??= focused;
      void props.resolveRange(first, end).then((ids) => selection.add(ids));
    }
    focusOn(next);
  };
  const onFocus = (event: React.FocusEvent) => {
    const index = event.target.closest("[data-index]")?.getAttribute("data-index");
    if (index) setFocused(Number(index));
  };

  const tabbable = focused >= from && focused < until ? focused : from;
  return (
    <section
      ref={element}
      aria-label={label}
      className="relative select-none"
      style={{ height: layout.heightPx }}
      onClick={onClick}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
    >
      {props.renderHeading &&
        layout.sections.slice(...visible.sections).map((section) => (
          <div
            key={section.key}
            className="absolute"
            style={{ top: section.topPx, left: section.leftPx, width: section.widthPx, height: headingPx }}
          >
            {props.renderHeading?.(section)}
          </div>
        ))}
      {indicesOf(layout, visible.rows, focused).map(({ index, row }) => (
        <GridCell
          key={imageAt(index)?.id ?? index}
          index={index}
          row={row}
          layout={layout}
          image={imageAt(index)}
          selection={selection}
          selecting={selecting}
          tabbable={index === tabbable}
          {...(props.renderCaption && { renderCaption: props.renderCaption })}
          {...(props.describeCaption && { describeCaption: props.describeCaption })}
        />
      ))}
    </section>
  );
}

type GridCellProps = {
  index: number;
  row: GridRow;
  layout: GridLayout;
  image: ImageTile | undefined;
  selection: Selection;
  selecting: boolean;
  tabbable: boolean;
  renderCaption?: (image: ImageTile) => ReactNode;
  /** What the caption says, for those who cannot see it. */
  describeCaption?: (image: ImageTile) => string | undefined;
};

const GridCell = memo(function GridCell(props: GridCellProps) {
  const { index, row, layout, image, selection, selecting, tabbable, renderCaption, describeCaption } = props;
  const box = { leftPx: layout.leftPx[index] ?? 0, topPx: row.topPx, widthPx: layout.boxWidthPx[index] ?? 0, heightPx: row.heightPx };
  if (!image) {
    return (
      <div className="absolute bg-placeholder" style={{ left: box.leftPx, top: box.topPx, width: box.widthPx, height: box.heightPx }} />
    );
  }
  const caption = renderCaption?.(image);
  return (
    <Tile
      image={image}
      index={index}
      {...box}
      selection={selection}
      selecting={selecting}
      tabbable={tabbable}
      caption={caption}
      note={describeCaption?.(image)}
    />
  );
});

/** The images of the visible rows in order, and the focused one wherever it is, so that focus is never lost. */
function indicesOf(layout: GridLayout, [from, until]: [number, number], focused: number): { index: number; row: GridRow }[] {
  const indices: { index: number; row: GridRow }[] = [];
  for (const row of layout.rows.slice(from, until)) {
    for (let index = row.start; index < row.start + row.count; index++) indices.push({ index, row });
  }
  const first = indices[0]?.index ?? 0;
  if (focused < 0 || focused >= layout.count || (focused >= first && focused < first + indices.length)) return indices;
  const row = layout.rows.findLast((candidate) => candidate.start <= focused);
  return row ? [...indices, { index: focused, row }] : indices;
}
