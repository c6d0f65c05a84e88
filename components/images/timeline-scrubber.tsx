"use client";

import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import { formatMonth } from "@/lib/client/format";
import { type GridLayout, lastAtMost } from "@/lib/client/grid-layout";
import { computeMonthMarks, computeTrackLabels, type MonthMark } from "@/lib/client/month-marks";

/** The top bar above the track, and the phone bar or some air below it. */
const insetTopPx = 78;

/** The whole time of the library along the right edge: where one is, and a way to anywhere. */
export function TimelineScrubber({ layout, element }: { layout: GridLayout; element: HTMLElement }) {
  const track = useRef<HTMLDivElement>(null);
  const thumb = useRef<HTMLDivElement>(null);
  const restTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [trackPx, setTrackPx] = useState(0);
  const [dragging, setDragging] = useState(false);
  const [moving, setMoving] = useState(false);
  const [month, setMonth] = useState(0);
  const marks = useMemo(() => computeMonthMarks(layout), [layout]);
  const labels = useMemo(() => computeTrackLabels(marks, layout.heightPx, trackPx), [marks, layout.heightPx, trackPx]);

  useEffect(() => {
    const place = () => {
      const heightPx = track.current?.clientHeight ?? 0;
      setTrackPx(heightPx);
      const { share, topPx } = whereIs(element, layout);
      thumb.current?.style.setProperty("transform", `translateY(${share * heightPx}px)`);
      setMonth(lastAtMost(marks, topPx, (mark) => mark.topPx));
    };
    let frame = 0;
    const onScroll = () => {
      setMoving(true);
      clearTimeout(restTimer.current);
      restTimer.current = setTimeout(() => setMoving(false), 1_400);
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        place();
      });
    };
    place();
    window.addEventListener("scroll", onScroll, { passive: true });
    window.addEventListener("resize", onScroll);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", onScroll);
      window.removeEventListener("resize", onScroll);
    };
  }, [element, layout, marks]);

  const goTo = (clientY: number) => {
    const rect = track.current?.getBoundingClientRect();
    if (!rect) return;
    const share = Math.min(1, Math.max(0, (clientY - rect.top) / rect.height));
    scrollTo(element, share * travelOf(layout));
  };
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDragging(true);
    goTo(event.clientY);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = monthAfterKey(marks, month, event.key);
    if (next === undefined) return;
    event.preventDefault();
    scrollTo(element, (marks[next] as MonthMark).topPx);
  };

  const current = marks[month];
  if (!current || layout.heightPx < window.innerHeight * 1.6) return null;
  return (
    <div
      ref={track}
      role="slider"
      tabIndex={0}
      aria-label="Date"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={marks.length - 1}
      aria-valuenow={month}
      aria-valuetext={formatMonth(current.month)}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => dragging && goTo(event.clientY)}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
      className="group/scrubber focus-visible:outline-none pointer-coarse:pointer-events-none fixed right-0 bottom-20 z-10 w-12 cursor-ns-resize touch-none select-none lg:bottom-4"
      style={{ top: insetTopPx }}
    >
      <div className="absolute inset-0 pointer-coarse:hidden">
        {labels.map((label) => (
          <span
            key={`${label.kind}${label.text}`}
            className="tabular pointer-events-none absolute right-4 -translate-y-1/2 text-2xs text-muted leading-none"
            style={{ top: label.positionPx }}
          >
            {label.kind === "year" ? label.text : <span className="block size-[3px] rounded-full bg-border-strong" />}
          </span>
        ))}
      </div>
      <div ref={thumb} className="absolute inset-x-0 top-0 will-change-transform">
        <div className="absolute right-0 h-[3px] w-3 -translate-y-1/2 rounded-l-full bg-accent pointer-coarse:hidden" />
        <div
          className={`absolute right-0 hidden h-12 w-8 -translate-y-1/2 items-center justify-center rounded-l-full border border-border border-r-0 bg-surface-raised transition-opacity duration-200 pointer-coarse:flex ${
            moving || dragging ? "pointer-events-auto" : "pointer-events-none opacity-0"
          }`}
        >
          <span className="h-4 w-1 rounded-full bg-border-strong" />
        </div>
        <div
          className={`pointer-events-none absolute right-10 -translate-y-1/2 whitespace-nowrap rounded-md bg-foreground px-3 py-1.5 font-semibold text-background text-sm outline-2 outline-offset-2 outline-transparent transition-opacity duration-150 group-focus-visible/scrubber:outline-ring ${
            dragging ? "opacity-100" : "opacity-0 group-focus-visible/scrubber:opacity-100 pointer-fine:group-hover/scrubber:opacity-100"
          }`}
        >
          {formatMonth(current.month)}
        </div>
      </div>
    </div>
  );
}

/** The scroll distance from the first image to the last window. */
function travelOf(layout: GridLayout): number {
  return Math.max(1, layout.heightPx - window.innerHeight + insetTopPx);
}

function whereIs(element: HTMLElement, layout: GridLayout): { share: number; topPx: number } {
  const topPx = insetTopPx - element.getBoundingClientRect().top;
  return { share: Math.min(1, Math.max(0, topPx / travelOf(layout))), topPx: Math.max(0, topPx) };
}

function scrollTo(element: HTMLElement, topPx: number): void {
  const originPx = element.getBoundingClientRect().top + window.scrollY;
  window.scrollTo({ top: topPx === 0 ? 0 : originPx - insetTopPx + topPx, behavior: "instant" });
}

/** Arrows go month by month, Page keys year by year. */
function monthAfterKey(marks: readonly MonthMark[], month: number, key: string): number | undefined {
  const last = marks.length - 1;
  if (key === "ArrowDown" || key === "ArrowRight") return Math.min(last, month + 1);
  if (key === "ArrowUp" || key === "ArrowLeft") return Math.max(0, month - 1);
  if (key === "Home") return 0;
  if (key === "End") return last;
  const year = marks[month]?.month.slice(0, 4);
  if (key === "PageDown") {
    const next = marks.findIndex((mark, index) => index > month && mark.month.slice(0, 4) !== year);
    return next < 0 ? last : next;
  }
  if (key === "PageUp")
    return Math.max(
      0,
      marks.findLastIndex((mark, index) => index < month && mark.month.slice(0, 4) !== year),
    );
  return undefined;
}
