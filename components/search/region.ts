import type { Region } from "@/lib/search/schema";

/** Smaller parts show nothing that a model could tell. */
const sideMin = 0.05;
const step = 0.02;
const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** The rectangle between two points, in fractions of the picture, at least a twentieth of each side. */
export function dragRegion(from: { x: number; y: number }, to: { x: number; y: number }): Region {
  const [left, width] = span(from.x, to.x);
  const [top, height] = span(from.y, to.y);
  return { left, top, width, height };
}

function span(from: number, to: number): [number, number] {
  const [a, b] = [clamp(Math.min(from, to), 0, 1), clamp(Math.max(from, to), 0, 1)];
  const start = Math.min(a, 1 - sideMin);
  return [start, Math.max(sideMin, b - start)];
}

/** A rectangle after an arrow key: moved, or with `resizes` larger or smaller; undefined for other keys. */
export function moveRegion(region: Region, key: string, resizes: boolean): Region | undefined {
  const [x, y] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key] ?? [];
  if (x === undefined || y === undefined) return undefined;
  const { left, top, width, height } = region;
  if (resizes) return { ...region, width: clamp(width + x, sideMin, 1 - left), height: clamp(height + y, sideMin, 1 - top) };
  return { ...region, left: clamp(left + x, 0, 1 - width), top: clamp(top + y, 0, 1 - height) };
}

/** Whether a rectangle is, but for a hair, the whole picture. */
export function wholeRegion({ left, top, width, height }: Region): boolean {
  return left < 0.01 && top < 0.01 && width > 0.98 && height > 0.98;
}
