"use client";

import { Download, FolderPlus, Heart, Trash2, X } from "lucide-react";
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { formatCount } from "@/lib/client/format";
import type { Selection } from "@/lib/client/selection";
import { useShortcut } from "@/lib/client/use-shortcut";
import { AddToCollectionDialog } from "./add-to-collection-dialog";
import { useImageActions } from "./use-image-actions";

type SelectionBarProps = {
  selection: Selection;
  /** Buttons in place of the usual ones, such as restore in the trash. */
  actions?: (imageIds: readonly string[], clear: () => void) => ReactNode;
  /** Buttons before the usual ones, such as "take out" in a collection. */
  extra?: (imageIds: readonly string[], clear: () => void) => ReactNode;
};

const noIds: ReadonlySet<string> = new Set();

/** Lies over the top bar while images are selected: how many, and what can be done with them. */
export function SelectionBar({ selection, actions, extra }: SelectionBarProps) {
  const ids = useSyncExternalStore(selection.subscribe, selection.ids, () => noIds);
  useEffect(() => () => selection.clear(), [selection]);
  if (ids.size === 0) return null;
  const imageIds = [...ids];
  const clear = () => selection.clear();
  return (
    <div
      role="toolbar"
      aria-label="Selected pictures"
      className="page-x fixed inset-x-0 top-0 z-40 flex h-16 animate-fade items-center gap-1 border-border border-b bg-surface-raised lg:left-60"
    >
      <IconButton label="Clear the selection" shortcut="Esc" icon={<X size={20} aria-hidden />} onClick={clear} className="-ml-2" />
      <p aria-live="polite" className="tabular mr-auto min-w-0 truncate pl-1 font-semibold">
        {formatCount(ids.size)} <span className="hidden sm:inline">selected</span>
      </p>
      {actions ? (
        actions(imageIds, clear)
      ) : (
        <>
          {extra?.(imageIds, clear)}
          <UsualActions imageIds={imageIds} clear={clear} />
        </>
      )}
    </div>
  );
}

function UsualActions({ imageIds, clear }: { imageIds: readonly string[]; clear: () => void }) {
  const actions = useImageActions();
  const [choosing, setChoosing] = useState(false);
  useShortcut("gridCollect", () => setChoosing(true));
  return (
    <>
      <IconButton label="Add to a collection" shortcut="C" icon={<FolderPlus size={20} aria-hidden />} onClick={() => setChoosing(true)} />
      <IconButton
        label="Favourite"
        shortcut="F"
        icon={<Heart size={20} aria-hidden />}
        onClick={() => {
          clear();
          void actions.favourite(imageIds, true);
        }}
      />
      <IconButton label="Download" shortcut="D" icon={<Download size={20} aria-hidden />} onClick={() => void actions.download(imageIds)} />
      <IconButton
        label="Move to the trash"
        shortcut="Del"
        icon={<Trash2 size={20} aria-hidden />}
        onClick={() => {
          clear();
          void actions.trash(imageIds);
        }}
      />
      <AddToCollectionDialog imageIds={imageIds} open={choosing} onOpenChange={setChoosing} onAdded={clear} />
    </>
  );
}
