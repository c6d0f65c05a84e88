"use client";

import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { computeGridLayout, findVisible, type GridLayout, type GridSection, lastAtMost, rowOf, type VisibleRange } from "./grid-layout";

/** Space for the top bar above what is scrolled to, and some air below. */
const marginTopPx = 76;
const marginBottomPx = 88;
const gapPx = 4;
const empty: GridLayout = computeGridLayout([], { widthPx: 0, targetHeightPx: 220, gapPx, headingPx: 0, sectionGapPx: 0 });

export type GridView = {
  layout: GridLayout;
  visible: VisibleRange;
  /** Scrolls as little as needed to show an image. */
  reveal: (index: number) => void;
};

/**
 * The layout of sections in an element, and which of it is near the window. What is at the top of
 * the window stays there when the layout changes, be it by a new width or by new images.
 */
export function useGridView(element: RefObject<HTMLElement | null>, sections: readonly GridSection[], headingPx: number): GridView {
  const widthPx = useWidth(element);
  const layout = useMemo(() => {
    if (widthPx === 0) return empty;
    const targetHeightPx = widthPx < 640 ? 120 : widthPx < 1000 ? 180 : 220;
    const sectionGapPx = headingPx === 0 ? 0 : widthPx < 640 ? 12 : 20;
    return computeGridLayout(sections, { widthPx, targetHeightPx, gapPx, headingPx, sectionGapPx });
  }, [sections, widthPx, headingPx]);
  const visible = useVisible(element, layout);
  useAnchor(element, layout);
  const reveal = useCallback(
    (index: number) => {
      const row = rowOf(layout, index);
      if (!row || !element.current) return;
      const top = element.current.getBoundingClientRect().top + row.topPx;
      if (top < marginTopPx) window.scrollBy(0, top - marginTopPx);
      else if (top + row.heightPx > window.innerHeight - marginBottomPx) {
        window.scrollBy(0, Math.min(top + row.heightPx - window.innerHeight + marginBottomPx, top - marginTopPx));
      }
    },
    [layout, element],
  );
  return { layout, visible, reveal };
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [widthPx, setWidthPx] = useState(0);
  useLayoutEffect(() => {
    const node = element.current;
    if (!node) return;
    setWidthPx(Math.floor(node.clientWidth));
    const observer = new ResizeObserver(() => setWidthPx(Math.floor(node.clientWidth)));
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return widthPx;
}

/** What lies in the window and most of a window above and below it. */
function useVisible(element: RefObject<HTMLElement | null>, layout: GridLayout): VisibleRange {
  const read = useCallback(() => {
    const top = element.current?.getBoundingClientRect().top ?? 0;
    const overscanPx = Math.min(700, window.innerHeight * 0.75);
    return findVisible(layout, -top - overscanPx, -top + window.innerHeight + overscanPx);
  }, [element, layout]);
  const [visible, setVisible] = useState<VisibleRange>(() => findVisible(empty, 0, 0));
  useLayoutEffect(() => {
    let frame = 0;
    const update = () => {
      frame = 0;
      const next = read();
      setVisible((current) => (isSame(current, next) ? current : next));
    };
    const onScroll = () => {
      frame ||= requestAnimationFrame(update);
    };
    update();
    window.addEventListener("scroll", onScroll, { passive: true });
    window.addEventListener("resize", onScroll);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", onScroll);
      window.removeEventListener("resize", onScroll);
    };
  }, [read]);
  return visible;
}

function isSame(a: VisibleRange, b: VisibleRange): boolean {
  return a.rows[0] === b.rows[0] && a.rows[1] === b.rows[1] && a.images[0] === b.images[0] && a.images[1] === b.images[1];
}

type Anchor = { key: string; fromEnd: number; offsetPx: number };

/** Keeps the image at the top of the window where it is. Sections grow at their beginning, so it is counted from the end. */
function useAnchor(element: RefObject<HTMLElement | null>, layout: GridLayout): void {
  const anchor = useRef<Anchor | undefined>(undefined);
  useLayoutEffect(() => {
    const node = element.current;
    const kept = anchor.current;
    const section = kept && layout.sections.find((candidate) => candidate.key === kept.key);
    if (!node || !kept || !section || section.count < kept.fromEnd) return;
    const row = rowOf(layout, section.start + section.count - kept.fromEnd);
    const driftPx = row ? node.getBoundingClientRect().top + row.topPx - kept.offsetPx : 0;
    if (Math.abs(driftPx) > 1) window.scrollBy({ top: driftPx, behavior: "instant" });
  }, [layout, element]);
  useEffect(() => {
    const remember = () => {
      const top = element.current?.getBoundingClientRect().top ?? 0;
      anchor.current = window.scrollY < marginTopPx || layout.count === 0 ? undefined : anchorAt(layout, top);
    };
    remember();
    window.addEventListener("scroll", remember, { passive: true });
    return () => window.removeEventListener("scroll", remember);
  }, [layout, element]);
}

function anchorAt(layout: GridLayout, gridTopPx: number): Anchor | undefined {
  const row = layout.rows[lastAtMost(layout.rows, marginTopPx - gridTopPx, (candidate) => candidate.topPx)];
  const section = row && layout.sections[lastAtMost(layout.sections, row.start, (candidate) => candidate.start)];
  if (!row || !section) return undefined;
  return { key: section.key, fromEnd: section.start + section.count - row.start, offsetPx: gridTopPx + row.topPx };
}
