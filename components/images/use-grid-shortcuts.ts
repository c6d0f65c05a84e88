"use client";

import { type RefObject, useEffect, useRef } from "react";
import { showError, showMessage } from "@/components/ui/toast";
import { formatPictures } from "@/lib/client/format";
import { onViewerClosed } from "@/lib/client/sequence";
import { useShortcut } from "@/lib/client/use-shortcut";
import type { PhotoGridProps } from "./photo-grid";
import { useImageActions } from "./use-image-actions";

type GridShortcutNeeds = PhotoGridProps & {
  element: RefObject<HTMLElement | null>;
  focused: number;
  focusOn: (index: number) => void;
};

/** The keys of a grid: they act on the selection, or else on the focused image. */
export function useGridShortcuts(grid: GridShortcutNeeds): void {
  const { selection, imageAt, element, focused } = grid;
  const actions = useImageActions();
  const inTrash = () => focusedImage()?.place === "trash";
  const focusedImage = () => (element.current?.contains(document.activeElement) ? imageAt(focused) : undefined);
  const targets = () => {
    const image = focusedImage();
    return selection.isActive() ? [...selection.ids()] : image ? [image.id] : [];
  };
  const ownTargets = () => {
    const ids = targets();
    const own = grid.isOwn ? ids.filter(grid.isOwn) : ids;
    if (own.length === 0 && ids.length > 0) showMessage("This belongs to somebody else");
    return own;
  };

  useShortcut("gridSelect", () => {
    const image = focusedImage();
    if (!image) return false;
    selection.toggle(image.id, focused);
  });
  useShortcut("gridSelectAll", () => {
    const count = grid.sections.reduce((sum, section) => sum + section.ratios.length, 0);
    if (count > 1_000) showMessage(`Selecting ${formatPictures(count)}…`);
    void grid.resolveRange(0, count).then((ids) => selection.replace(ids), showError);
  });
  useShortcut("gridClear", () => (selection.isActive() ? selection.clear() : false));
  useShortcut("gridFavourite", () => {
    const ids = ownTargets();
    if (ids.length === 0 || inTrash()) return false;
    const image = ids.length === 1 ? focusedImage() : undefined;
    void actions.favourite(ids, image ? !image.favourite : true);
  });
  useShortcut("gridTrash", () => {
    const ids = ownTargets();
    if (ids.length === 0 || inTrash()) return false;
    selection.clear();
    void actions.trash(ids);
  });
  useShortcut("gridDownload", () => {
    const ids = targets();
    if (ids.length === 0) return false;
    void actions.download(ids);
  });

  const latest = useRef(grid);
  useEffect(() => {
    latest.current = grid;
  });
  useEffect(() => onViewerClosed((imageId) => latest.current.focusOn(latest.current.indexOf(imageId))), []);
}
