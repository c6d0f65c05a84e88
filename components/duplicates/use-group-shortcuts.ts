"use client";

import { useShortcut } from "@/lib/client/use-shortcut";

export type GroupKeys = {
  keep: () => void;
  keepOnly: (side: "left" | "right") => void;
  dismiss: () => void;
  stack: () => void;
  step: (by: 1 | -1) => boolean;
  holdLeft: () => void;
  mark: (side: "left" | "right") => void;
  flip: () => void;
  nextMode: () => void;
  zoomBy: (factor: number) => void;
  resetZoom: () => void;
  panBy: (right: number, down: number) => boolean;
};

const zoomStep = 1.5;
/** Of the box. */
const panStep = 0.25;
const directions: Record<string, [right: number, down: number]> = {
  ArrowLeft: [-panStep, 0],
  ArrowUp: [0, -panStep],
  ArrowRight: [panStep, 0],
  ArrowDown: [0, panStep],
};

/** The keys of an open group. Enter and Space stay with a button or link that has the focus. */
export function useGroupShortcuts(keys: GroupKeys): void {
  useShortcut("groupKeep", (event) => (isOnControl(event) ? false : keys.keep()));
  useShortcut("groupFlip", (event) => (isOnControl(event) ? false : keys.flip()));
  useShortcut("groupKeepLeft", () => keys.keepOnly("left"));
  useShortcut("groupKeepRight", () => keys.keepOnly("right"));
  useShortcut("groupNotRelated", () => keys.dismiss());
  useShortcut("groupStack", () => keys.stack());
  useShortcut("groupPictureNext", () => keys.step(1));
  useShortcut("groupPicturePrevious", () => keys.step(-1));
  useShortcut("groupHoldLeft", () => keys.holdLeft());
  useShortcut("groupMark", () => keys.mark("right"));
  useShortcut("groupMarkLeft", () => keys.mark("left"));
  useShortcut("groupMode", () => keys.nextMode());
  useShortcut("groupZoomIn", () => keys.zoomBy(zoomStep));
  useShortcut("groupZoomOut", () => keys.zoomBy(1 / zoomStep));
  useShortcut("groupZoomReset", () => keys.resetZoom());
  useShortcut("groupPan", ({ key }) => keys.panBy(...(directions[key] ?? [0, 0])));
}

function isOnControl({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest("button, a, summary") !== null;
}
