"use client";

import { Download, FolderPlus, Heart, Layers2, Link2, Trash2, X } from "lucide-react";
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { ProcessAgainMenu } from "@/components/processing/process-again-menu";
import { ShareSelectionDialog } from "@/components/sharing/share-selection-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { formatCount } from "@/lib/client/format";
import type { Selection } from "@/lib/client/selection";
import { useShortcut } from "@/lib/client/use-shortcut";
import { limits } from "@/lib/limits";
import { AddToCollectionDialog } from "./add-to-collection-dialog";
import { useImageActions } from "./use-image-actions";
import { useStackActions } from "./use-stack-actions";

type SelectionBarProps = {
  selection: Selection;
  /** Buttons in place of the usual ones, such as restore in the trash. */
  actions?: (imageIds: readonly string[], clear: () => void) => ReactNode;
  /** Buttons before the usual ones, such as "take out" in a collection. */
  extra?: (imageIds: readonly string[], clear: () => void) => ReactNode;
  /** Where pictures of others are among them: which are one's own, and whether the others may be saved. */
  isOwn?: (imageId: string) => boolean;
  mayDownload?: boolean;
};

const noIds: ReadonlySet<string> = new Set();

/** Lies over the top bar while images are selected: how many, and what can be done with them. */
export function SelectionBar({ selection, actions, extra, isOwn, mayDownload = true }: SelectionBarProps) {
  const ids = useSyncExternalStore(selection.subscribe, selection.ids, () => noIds);
  useEffect(() => () => selection.clear(), [selection]);
  if (ids.size === 0) return null;
  const imageIds = [...ids];
  const clear = () => selection.clear();
  const own = !isOwn || imageIds.every(isOwn);
  return (
    <div
      role="toolbar"
      aria-label="Selected pictures"
      className="page-x fixed inset-x-0 top-0 z-40 flex h-16 animate-fade items-center gap-1 border-border border-b bg-surface-raised lg:left-60"
    >
      <IconButton label="Clear the selection" shortcut="Esc" icon={<X size={20} aria-hidden />} onClick={clear} className="-ml-2" />
      <p aria-live="polite" className="tabular mr-auto shrink-0 pl-1 font-semibold">
        {formatCount(ids.size)} <span className="hidden sm:inline">selected</span>
      </p>
      <div className="-mr-2 flex min-w-0 items-center gap-1 overflow-x-auto max-sm:gap-0 [scrollbar-width:none]">
        {actions ? (
          actions(imageIds, clear)
        ) : (
          <>
            {extra?.(imageIds, clear)}
            {own && <OwnActions imageIds={imageIds} clear={clear} />}
            {(own || mayDownload) && <DownloadButton imageIds={imageIds} />}
            {own && <ProcessAgainMenu imageIds={imageIds} clear={clear} />}
            {own && <TrashButton imageIds={imageIds} clear={clear} />}
          </>
        )}
      </div>
    </div>
  );
}

type ActionProps = { imageIds: readonly string[]; clear: () => void };

/** What only the owner of the pictures can do with them. */
function OwnActions({ imageIds, clear }: ActionProps) {
  const actions = useImageActions();
  const stacks = useStackActions();
  const [asking, setAsking] = useState<"collection" | "link">();
  useShortcut("gridCollect", () => setAsking("collection"));
  return (
    <>
      <IconButton
        label="Add to a collection"
        shortcut="C"
        icon={<FolderPlus size={20} aria-hidden />}
        onClick={() => setAsking("collection")}
      />
      {imageIds.length <= limits.sharing.linkImagesMax && (
        <IconButton label="Share by a link" icon={<Link2 size={20} aria-hidden />} onClick={() => setAsking("link")} />
      )}
      <IconButton
        label="Favourite"
        shortcut="F"
        icon={<Heart size={20} aria-hidden />}
        onClick={() => {
          clear();
          void actions.favourite(imageIds, true);
        }}
      />
      {imageIds.length > 1 && imageIds.length <= limits.duplicates.groupImagesMax && (
        <IconButton
          label="Stack: shots of one scene"
          icon={<Layers2 size={20} aria-hidden />}
          onClick={() => {
            clear();
            void stacks.stack(imageIds);
          }}
        />
      )}
      <AddToCollectionDialog
        imageIds={imageIds}
        open={asking === "collection"}
        onOpenChange={(open) => setAsking(open ? "collection" : undefined)}
        onAdded={clear}
      />
      <ShareSelectionDialog imageIds={imageIds} open={asking === "link"} onOpenChange={(open) => setAsking(open ? "link" : undefined)} />
    </>
  );
}

function DownloadButton({ imageIds }: Pick<ActionProps, "imageIds">) {
  const actions = useImageActions();
  return <IconButton label="Download" shortcut="D" icon={<Download size={20} aria-hidden />} onClick={() => actions.download(imageIds)} />;
}

function TrashButton({ imageIds, clear }: ActionProps) {
  const actions = useImageActions();
  return (
    <IconButton
      label="Move to the trash"
      shortcut="Del"
      icon={<Trash2 size={20} aria-hidden />}
      onClick={() => {
        clear();
        void actions.trash(imageIds);
      }}
    />
  );
}
