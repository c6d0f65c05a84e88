"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { clampZoom, fitted, type Size, type Swipe, swipeOf, type Zoom, zoomAt } from "./zoom";

type ZoomNeeds = {
  stage: RefObject<HTMLElement | null>;
  content: RefObject<HTMLElement | null>;
  /** Size of the fitted picture. */
  size: Size;
  onSwipe: (swipe: Swipe) => void;
  /** A tap or click that was nothing else. */
  onTap: (pointerType: string) => void;
};

const doubleTapMs = 280;
const doubleTapScale = 2.5;

/**
 * Zoom by wheel, pinch and double tap, pan, and swipes while fitted. The transform is written
 * to the element directly; React hears only of whether the picture is magnified.
 */
export function useZoom(needs: ZoomNeeds) {
  const [zoomed, setZoomed] = useState(false);
  const latest = useRef(needs);
  const zoom = useRef<Zoom>(fitted);
  useEffect(() => {
    latest.current = needs;
  });

  const apply = useCallback((next: Zoom, smooth = false) => {
    const { stage, content, size } = latest.current;
    const view = { width: stage.current?.clientWidth ?? 0, height: stage.current?.clientHeight ?? 0 };
    zoom.current = clampZoom(next, size, view);
    const { scale, x, y } = zoom.current;
    if (content.current) {
      content.current.style.transition = smooth ? "transform 180ms cubic-bezier(0.2, 0.7, 0.2, 1)" : "none";
      content.current.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
      content.current.style.opacity = "1";
    }
    setZoomed(scale > 1.01);
  }, []);
  const zoomBy = useCallback((factor: number) => apply(zoomAt(zoom.current, factor, { x: 0, y: 0 }), true), [apply]);
  const reset = useCallback((smooth = true) => apply(fitted, smooth), [apply]);

  useEffect(() => {
    const node = needs.stage.current;
    return node ? listenForGestures(node, { latest, zoom, apply }) : undefined;
  }, [needs.stage, apply]);
  return { zoomed, zoomBy, reset };
}

export type GestureNeeds = { latest: RefObject<ZoomNeeds>; zoom: RefObject<Zoom>; apply: (zoom: Zoom, smooth?: boolean) => void };
type Point = { x: number; y: number };

/** Listens for wheel, fingers and double taps on a stage until the returned function is called. */
export function listenForGestures(node: HTMLElement, { latest, zoom, apply }: GestureNeeds): () => void {
  const pointers = new Map<number, Point>();
  let start: { x: number; y: number; at: number } | undefined;
  let moved = false;
  let lastTap = 0;
  let tapTimer: ReturnType<typeof setTimeout> | undefined;

  const fromCentre = (x: number, y: number): Point => {
    const rect = node.getBoundingClientRect();
    return { x: x - rect.left - rect.width / 2, y: y - rect.top - rect.height / 2 };
  };
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const pixels = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
    apply(zoomAt(zoom.current, Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0022)), fromCentre(event.clientX, event.clientY)));
  };
  const onDown = (event: PointerEvent) => {
    if (event.button !== 0 || (event.target as Element).closest("button, a, input")) return;
    node.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    start = pointers.size === 1 ? { x: event.clientX, y: event.clientY, at: performance.now() } : undefined;
    moved = pointers.size > 1;
  };
  const onMove = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
    pointers.set(event.pointerId, now);
    if (start && Math.hypot(now.x - start.x, now.y - start.y) > 6) moved = true;
    if (other) apply(pinch(zoom.current, before, now, other, fromCentre));
    else if (zoom.current.scale > 1.01)
      apply({ ...zoom.current, x: zoom.current.x + now.x - before.x, y: zoom.current.y + now.y - before.y });
    else if (start && event.pointerType !== "mouse") follow(latest.current.content.current, now.x - start.x, now.y - start.y);
  };
  const onUp = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId) || pointers.size > 0) return;
    const swipe =
      start && zoom.current.scale <= 1.01 && event.pointerType !== "mouse"
        ? swipeOf(event.clientX - start.x, event.clientY - start.y, performance.now() - start.at)
        : undefined;
    if (event.type === "pointerup" && swipe) latest.current.onSwipe(swipe);
    else if (event.type === "pointerup" && !moved) tap(event);
    else apply(zoom.current, true);
  };
  const tap = (event: PointerEvent) => {
    const now = performance.now();
    clearTimeout(tapTimer);
    if (now - lastTap < doubleTapMs) {
      lastTap = 0;
      const point = fromCentre(event.clientX, event.clientY);
      apply(zoom.current.scale > 1.01 ? fitted : zoomAt(zoom.current, doubleTapScale, point), true);
      return;
    }
    lastTap = now;
    tapTimer = setTimeout(() => latest.current.onTap(event.pointerType), doubleTapMs);
  };

  node.addEventListener("wheel", onWheel, { passive: false });
  node.addEventListener("pointerdown", onDown);
  node.addEventListener("pointermove", onMove);
  node.addEventListener("pointerup", onUp);
  node.addEventListener("pointercancel", onUp);
  return () => {
    clearTimeout(tapTimer);
    node.removeEventListener("wheel", onWheel);
    node.removeEventListener("pointerdown", onDown);
    node.removeEventListener("pointermove", onMove);
    node.removeEventListener("pointerup", onUp);
    node.removeEventListener("pointercancel", onUp);
  };
}

/** Two fingers magnify about the point between them and carry the picture along. */
function pinch(zoom: Zoom, before: Point, now: Point, other: Point, fromCentre: (x: number, y: number) => Point): Zoom {
  const factor = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
  const middle = fromCentre((now.x + other.x) / 2, (now.y + other.y) / 2);
  const next = zoomAt(zoom, factor, middle);
  return { ...next, x: next.x + (now.x - before.x) / 2, y: next.y + (now.y - before.y) / 2 };
}

/** The picture follows the finger before it is known whether this becomes a swipe. */
function follow(content: HTMLElement | null, dx: number, dy: number): void {
  if (!content) return;
  const down = dy > Math.abs(dx) ? dy : 0;
  content.style.transition = "none";
  content.style.transform = down ? `translateY(${down}px) scale(${1 - Math.min(0.2, down / 1_600)})` : `translateX(${dx}px)`;
  content.style.opacity = String(1 - Math.min(0.6, down / 500));
}
