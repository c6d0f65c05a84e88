import { invert, type Matrix, mapPoint } from "../vision/matrix";
import { type FoundPair, measureShared, toMatrix } from "./shared-part";

/** A picture's size in pixels, where it is known. */
export type Sides = { width?: number | null | undefined; height?: number | null | undefined };

/** How two duplicates lie over each other. */
export type Laid = {
  /** They hold the same pixels, in whatever files. */
  isEqual: boolean;
  /** What is a whole older picture is so large a part of the newer one. */
  area: number;
  /** The one that is the other with a frame, or with the corners filled after a turn; unsure: with a bar of text, or else the other had a strip cut off. */
  framed: "older" | "newer" | "unsure" | undefined;
};

/**
 * When one picture lies in another one, shares of the other's sides: margins up to `touching` are none, and margins on all
 * sides are a frame's when they differ by no more than `alike` of the widest; a margin on one side alone may be a bar of
 * text up to `barMax`. A crop leaves four margins that differ. Of the edits of `npm run eval -- keeper`.
 */
const margin = { touching: 0.012, alike: 0.12, barMax: 0.25 };
/** So much of a picture lies in the other one that it is inside; and from this tangent on it is turned there. */
const bounds = { insideMin: 0.97, turnedMin: 0.015 };

/** How two duplicates lie over each other; undefined where the evidence does not say. What is not a view is the whole picture. */
export function layOver(pair: FoundPair, older: Sides, newer: Sides): Laid | undefined {
  if (pair.verdict !== "duplicate") return undefined;
  if (pair.layer !== "view") return { isEqual: pair.layer === "bytes" || pair.layer === "pixels", area: 1, framed: undefined };
  const there = pair.transform && toMatrix(pair.transform);
  const back = there && invert(there);
  const shared = measureShared(pair.transform);
  if (!there || !back || !shared || shared.older === 0) return undefined;
  const area = shared.newer / shared.older;
  if (area < 1) return { isEqual: false, area, framed: shared.older >= bounds.insideMin ? findFrame(there, newer, "newer") : undefined };
  return { isEqual: false, area, framed: shared.newer >= bounds.insideMin ? findFrame(back, older, "older") : undefined };
}

/** What the outer of two pictures adds to the one that a map lays into it. */
function findFrame<T>(matrix: Matrix, outer: Sides, name: T): T | "unsure" | undefined {
  const [width, height] = [outer.width ?? 1, outer.height ?? 1];
  const placed = [mapPoint(matrix, [0, 0]), mapPoint(matrix, [1, 0]), mapPoint(matrix, [1, 1]), mapPoint(matrix, [0, 1])];
  const [xs, ys] = [placed.map(([x]) => x), placed.map(([, y]) => y)];
  const margins = [Math.min(...xs) * width, (1 - Math.max(...xs)) * width, Math.min(...ys) * height, (1 - Math.max(...ys)) * height];
  const touchingPx = margin.touching * Math.max(width, height);
  const open = margins.filter((px) => px > touchingPx).length;
  const turned = isTurned(placed, width, height);
  if (turned) return open === 0 ? name : undefined;
  const [least, most] = [Math.min(...margins), Math.max(...margins)];
  if (open === 4) return most - least <= Math.max(margin.alike * most, touchingPx / 2) ? name : undefined;
  const isBar = open === 1 && margins.slice(2).includes(most) && most <= margin.barMax * height;
  return isBar ? "unsure" : undefined;
}

/** Whether the upper edge of what is placed runs along no edge of the picture. */
function isTurned([from, to]: readonly (readonly [number, number])[], width: number, height: number): boolean {
  if (!from || !to) return false;
  const [x, y] = [Math.abs(to[0] - from[0]) * width, Math.abs(to[1] - from[1]) * height];
  return Math.min(x, y) > bounds.turnedMin * Math.max(x, y);
}
