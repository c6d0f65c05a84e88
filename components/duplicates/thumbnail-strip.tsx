"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";

type ThumbnailStripProps = {
  label: string;
  count: number;
  /** The one to keep in sight. */
  at: number;
  itemPx: number;
  keyOf: (index: number) => string | number;
  renderItem: (index: number) => ReactNode;
  onVisible?: (from: number, until: number) => void;
};

/** A row of any number of small things that scrolls sideways; only those in sight are in the page. */
export function ThumbnailStrip({ label, count, at, itemPx, keyOf, renderItem, onVisible }: ThumbnailStripProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const strip = useVirtualizer({
    horizontal: true,
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => itemPx,
    getItemKey: keyOf,
    overscan: 6,
    initialRect: { width: 1_200, height: itemPx },
  });
  const items = strip.getVirtualItems();
  const from = items[0]?.index ?? 0;
  const until = (items.at(-1)?.index ?? -1) + 1;
  useEffect(() => onVisible?.(from, until), [onVisible, from, until]);
  useEffect(() => {
    if (at >= 0 && at < count) strip.scrollToIndex(at, { align: "center" });
  }, [strip, at, count]);
  return (
    <div
      ref={scroller}
      className="page-x relative overflow-x-auto overscroll-x-contain [scrollbar-width:thin]"
      style={{ height: itemPx + 8 }}
    >
      <ul aria-label={label} className="relative h-full" style={{ width: strip.getTotalSize() }}>
        {items.map((item) => (
          <li
            key={item.key}
            aria-setsize={count}
            aria-posinset={item.index + 1}
            className="absolute top-0 left-0"
            style={{ width: itemPx, transform: `translateX(${item.start}px)` }}
          >
            {renderItem(item.index)}
          </li>
        ))}
      </ul>
    </div>
  );
}
