import type { GridLayout } from "./grid-layout";

/** Where a month begins in a timeline. */
export type MonthMark = { month: string; topPx: number };

/** The months of a layout whose sections are days, in the order they appear. */
export function computeMonthMarks(layout: GridLayout): MonthMark[] {
  const marks: MonthMark[] = [];
  for (const section of layout.sections) {
    const month = section.key.slice(0, 7);
    if (marks.at(-1)?.month !== month) marks.push({ month, topPx: section.topPx });
  }
  return marks;
}

export type TrackLabel = { text: string; positionPx: number; kind: "year" | "month" };

/**
 * Years and months along a track, at their share of the height. A year is written where it fits
 * below the one before it; other months are dots where they do not crowd.
 */
export function computeTrackLabels(marks: readonly MonthMark[], heightPx: number, trackPx: number): TrackLabel[] {
  const labels: TrackLabel[] = [];
  let lastYearPx = Number.NEGATIVE_INFINITY;
  let lastPx = Number.NEGATIVE_INFINITY;
  let year = "";
  for (const mark of marks) {
    const positionPx = heightPx > 0 ? (mark.topPx / heightPx) * trackPx : 0;
    const isNewYear = mark.month.slice(0, 4) !== year;
    if (isNewYear && positionPx - lastYearPx >= 26) {
      if (positionPx - lastPx < 12 && labels.at(-1)?.kind === "month") labels.pop();
      labels.push({ text: mark.month.slice(0, 4), positionPx, kind: "year" });
      lastYearPx = positionPx;
      lastPx = positionPx;
    } else if (positionPx - lastPx >= 9 && positionPx - lastYearPx >= 18) {
      labels.push({ text: mark.month, positionPx, kind: "month" });
      lastPx = positionPx;
    }
    year = mark.month.slice(0, 4);
  }
  return labels;
}
