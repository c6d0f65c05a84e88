"use client";

import { type RefObject, useEffect, useRef } from "react";
import type { ImageTile } from "../images/schema";
import { findImageAt, type GridLayout } from "./grid-layout";
import { rangeBetween, type Selection } from "./selection";

const startPx = 8;
const longPressMs = 420;
const edgePx = 90;
const scrollStepPx = 18;

export type DragNeeds = {
  layout: GridLayout;
  imageAt: (index: number) => ImageTile | undefined;
  /** The ids of all images of a range, asking the server for those that are not loaded. */
  resolveRange: (from: number, until: number) => Promise<string[]>;
  selection: Selection;
};

type Drag = { pointerId: number; from: number; x: number; y: number; before: ReadonlySet<string>; adds: boolean; active: boolean };

/**
 * Selects by dragging across images: at once with a mouse, after a long press with a finger; near
 * the window's edges the page scrolls. Answers a function that tells whether the last pointer was
 * a drag, whose click must be ignored.
 */
export function useDragSelection(element: RefObject<HTMLElement | null>, needs: DragNeeds): () => boolean {
  const latest = useRef(needs);
  const wasDrag = useRef(false);
  useEffect(() => {
    latest.current = needs;
  });
  useEffect(() => {
    const node = element.current;
    return node ? listenForDrags(node, latest, wasDrag) : undefined;
  }, [element]);
  return () => wasDrag.current;
}

function listenForDrags(node: HTMLElement, latest: RefObject<DragNeeds>, wasDrag: RefObject<boolean>): () => void {
  let drag: Drag | undefined;
  let press: ReturnType<typeof setTimeout> | undefined;
  let frame = 0;

  const indexAt = (x: number, y: number) => {
    const rect = node.getBoundingClientRect();
    return findImageAt(latest.current.layout, x - rect.left, y - rect.top);
  };
  const begin = (current: Drag) => {
    const { selection, imageAt } = latest.current;
    const first = imageAt(current.from);
    current.active = true;
    current.adds = !first || !selection.has(first.id);
    current.before = selection.ids();
    wasDrag.current = true;
    update();
  };
  const update = () => {
    if (!drag?.active) return;
    const { imageAt, selection } = latest.current;
    const [from, until] = rangeBetween(drag.from, indexAt(drag.x, drag.y));
    const next = new Set(drag.before);
    for (let index = from; index < until; index++) {
      const image = imageAt(index);
      if (image) drag.adds ? next.add(image.id) : next.delete(image.id);
    }
    selection.replace(next);
    selection.anchor = drag.from;
  };
  const scrollAtEdges = () => {
    if (!drag?.active) return;
    const below = drag.y - (window.innerHeight - edgePx);
    const above = edgePx - drag.y;
    if (below > 0 || above > 0) {
      window.scrollBy(0, (Math.max(below, 0) - Math.max(above, 0)) * (scrollStepPx / edgePx));
      update();
    }
    frame = requestAnimationFrame(scrollAtEdges);
  };
  const end = () => {
    clearTimeout(press);
    cancelAnimationFrame(frame);
    window.removeEventListener("pointermove", onMove);
    window.removeEventListener("pointerup", end);
    window.removeEventListener("pointercancel", end);
    node.removeEventListener("touchmove", keepStill);
    const finished = drag;
    drag = undefined;
    if (!finished?.active) return;
    void completeRange(latest.current, finished, indexAt(finished.x, finished.y));
    setTimeout(() => {
      wasDrag.current = false;
    }, 60);
  };
  const keepStill = (event: TouchEvent) => {
    if (drag?.active) event.preventDefault();
  };
  const onMove = (event: PointerEvent) => {
    if (!drag || event.pointerId !== drag.pointerId) return;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > startPx;
    if (drag.active || (far && event.pointerType === "mouse")) {
      const starts = !drag.active;
      drag.x = event.clientX;
      drag.y = event.clientY;
      if (starts) {
        begin(drag);
        frame = requestAnimationFrame(scrollAtEdges);
      } else update();
    } else if (far) end();
  };
  const onDown = (event: PointerEvent) => {
    wasDrag.current = false;
    const tile = (event.target as Element).closest("[data-index]");
    if (drag || event.button !== 0 || !tile || event.shiftKey) return;
    const current: Drag = {
      pointerId: event.pointerId,
      from: Number(tile.getAttribute("data-index")),
      x: event.clientX,
      y: event.clientY,
      before: new Set(),
      adds: true,
      active: false,
    };
    drag = current;
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
    if (event.pointerType === "mouse") return;
    node.addEventListener("touchmove", keepStill, { passive: false });
    press = setTimeout(() => {
      navigator.vibrate?.(8);
      begin(current);
      frame = requestAnimationFrame(scrollAtEdges);
    }, longPressMs);
  };
  const onMenu = (event: Event) => {
    if (drag && (event as PointerEvent).pointerType !== "mouse") event.preventDefault();
  };

  node.addEventListener("pointerdown", onDown);
  node.addEventListener("contextmenu", onMenu);
  return () => {
    end();
    node.removeEventListener("pointerdown", onDown);
    node.removeEventListener("contextmenu", onMenu);
  };
}

/** Takes in what was dragged across before it was loaded. */
async function completeRange({ resolveRange, imageAt, selection }: DragNeeds, drag: Drag, to: number): Promise<void> {
  const [from, until] = rangeBetween(drag.from, to);
  let missing = false;
  for (let index = from; index < until && !missing; index++) missing = !imageAt(index);
  if (!missing) return;
  const ids = await resolveRange(from, until);
  if (drag.adds) selection.add(ids);
  else selection.remove(ids);
}
