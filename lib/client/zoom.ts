/** How a picture lies in its stage: its centre's offset from the stage's centre in px, and its magnification. */
export type Zoom = { scale: number; x: number; y: number };
export type Size = { width: number; height: number };

export const fitted: Zoom = { scale: 1, x: 0, y: 0 };
export const scaleMax = 12;

/** The size at which a picture fits into its stage, at most twice its own pixels. */
export function fitInto(picture: Size, stage: Size): Size {
  const share = Math.min(2, stage.width / picture.width, stage.height / picture.height);
  return { width: picture.width * share, height: picture.height * share };
}

/** Magnifies by a factor so that the point under the pointer (from the stage's centre) stays under it. */
export function zoomAt(zoom: Zoom, factor: number, point: { x: number; y: number }): Zoom {
  const scale = Math.min(scaleMax, Math.max(1, zoom.scale * factor));
  const change = scale / zoom.scale;
  return { scale, x: point.x - (point.x - zoom.x) * change, y: point.y - (point.y - zoom.y) * change };
}

/** Keeps the edges of a picture outside of the stage, or the picture in the middle where it is smaller. */
export function clampZoom(zoom: Zoom, content: Size, stage: Size): Zoom {
  const spareX = Math.max(0, (content.width * zoom.scale - stage.width) / 2);
  const spareY = Math.max(0, (content.height * zoom.scale - stage.height) / 2);
  return { scale: zoom.scale, x: clamp(zoom.x, spareX), y: clamp(zoom.y, spareY) };
}

function clamp(value: number, bound: number): number {
  return Math.min(bound, Math.max(-bound, value)) || 0;
}

export type Swipe = "next" | "previous" | "close";

/** What a finger's way over a fitted picture means, or nothing when it was too short or slow. */
export function swipeOf(dx: number, dy: number, elapsedMs: number): Swipe | undefined {
  const speed = Math.hypot(dx, dy) / Math.max(1, elapsedMs);
  if (Math.abs(dx) > Math.abs(dy) && (Math.abs(dx) > 90 || (Math.abs(dx) > 24 && speed > 0.45))) return dx < 0 ? "next" : "previous";
  if (dy > Math.abs(dx) && (dy > 130 || (dy > 40 && speed > 0.6))) return "close";
  return undefined;
}
