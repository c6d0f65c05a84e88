"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Trash2, Undo2 } from "lucide-react";
import { useCallback, useState } from "react";
import { GridSkeleton } from "@/components/images/grid-skeleton";
import { ImageGrid } from "@/components/images/image-grid";
import { SelectionBar } from "@/components/images/selection-bar";
import { useImageActions } from "@/components/images/use-image-actions";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { showError, showMessage, showUndo } from "@/components/ui/toast";
import type { OutputOf } from "@/lib/api/operation";
import { pokeChanges } from "@/lib/client/activity";
import { call } from "@/lib/client/call";
import { formatPictures } from "@/lib/client/format";
import { inParts } from "@/lib/client/in-parts";
import { queryKeys } from "@/lib/client/query-keys";
import { Selection } from "@/lib/client/selection";
import { listAllIds, useImageList } from "@/lib/client/use-image-list";
import { useShortcut } from "@/lib/client/use-shortcut";
import type { listImages } from "@/lib/images/list-schema";
import { deleteImages, type ImageTile } from "@/lib/images/schema";
import { limits } from "@/lib/limits";
import { computeDaysLeft, formatDaysLeft } from "./days-left";
import { DeleteForGoodDialog } from "./delete-for-good-dialog";

const { ruleUndoDays } = limits.duplicates;

type TrashPageProps = { initial: OutputOf<typeof listImages>; trashDays: number; now: number };

const wanted = { place: "trash", sort: "trashed" } as const;

/** What was thrown away, the latest first, and how long it can still be brought back. */
export function TrashPage({ initial, trashDays, now }: TrashPageProps) {
  const queryClient = useQueryClient();
  const actions = useImageActions();
  const { images, total, error, refetch, loadMore } = useImageList(wanted, initial);
  const [selection] = useState(() => new Selection());
  const [asking, setAsking] = useState<readonly string[] | "all">();
  const [busy, setBusy] = useState(false);

  const restore = async (imageIds: readonly string[]) => {
    selection.clear();
    await actions.restore(imageIds);
    showUndo(`${formatPictures(imageIds.length)} restored`, () => void actions.trash(imageIds));
  };
  const restoreAll = async () => {
    setBusy(true);
    try {
      await restore(await listAllIds(wanted));
    } catch (failure) {
      showError(failure);
    } finally {
      setBusy(false);
    }
  };
  const deleteForGood = async (target: readonly string[] | "all") => {
    setAsking(undefined);
    setBusy(true);
    try {
      let count = 0;
      if (target === "all") count = (await call(deleteImages, {})).count;
      else
        await inParts(target, async (imageIds) => {
          count += (await call(deleteImages, { imageIds })).count;
        });
      selection.clear();
      showMessage(`${formatPictures(count)} deleted for good`);
    } catch (failure) {
      showError(failure);
    } finally {
      setBusy(false);
      void queryClient.invalidateQueries({ queryKey: queryKeys.images(wanted) });
      pokeChanges();
    }
  };
  useShortcut("trashRestore", () => (selection.isActive() ? void restore([...selection.ids()]) : false));
  useShortcut("gridTrash", () => (selection.isActive() ? setAsking([...selection.ids()]) : false));

  const daysLeft = useCallback(
    ({ trashedAt }: ImageTile) => (trashedAt ? formatDaysLeft(computeDaysLeft(trashedAt, trashDays, now)) : undefined),
    [trashDays, now],
  );
  const renderCaption = useCallback((image: ImageTile) => <DaysLeft text={daysLeft(image)} />, [daysLeft]);

  const isEmpty = images?.length === 0;
  return (
    <>
      <PageHeader
        title="Trash"
        {...(!isEmpty && {
          description: `${formatPictures(total)}. Each is deleted for good ${trashDays} ${trashDays === 1 ? "day" : "days"} after it came here${
            trashDays < ruleUndoDays ? `; what rules about duplicates put here, after ${ruleUndoDays}` : ""
          }.`,
          actions: (
            <>
              <Button icon={<Undo2 size={16} aria-hidden />} busy={busy} onClick={() => void restoreAll()}>
                Restore all
              </Button>
              <Button variant="danger-quiet" icon={<Trash2 size={16} aria-hidden />} disabled={busy} onClick={() => setAsking("all")}>
                Empty the trash
              </Button>
            </>
          ),
        })}
      />
      <SelectionBar
        selection={selection}
        actions={(imageIds) => (
          <>
            <Button variant="quiet" icon={<Undo2 size={18} aria-hidden />} onClick={() => void restore(imageIds)}>
              Restore
            </Button>
            <Button variant="danger-quiet" icon={<Trash2 size={18} aria-hidden />} onClick={() => setAsking(imageIds)}>
              <span>
                Delete<span className="hidden sm:inline"> for good</span>
              </span>
            </Button>
          </>
        )}
      />
      <div className="page-x">
        {error && !images ? (
          <EmptyState title="The trash cannot be loaded" actions={<Button onClick={() => void refetch()}>Try again</Button>}>
            {error.message}
          </EmptyState>
        ) : !images ? (
          <GridSkeleton />
        ) : isEmpty ? (
          <EmptyState icon={<Trash2 size={24} />} title="The trash is empty">
            What you throw away waits here for {trashDays} {trashDays === 1 ? "day" : "days"} and can be brought back until then.
          </EmptyState>
        ) : (
          <ImageGrid
            label="Pictures in the trash, the latest first"
            images={images}
            selection={selection}
            loadMore={loadMore}
            renderCaption={renderCaption}
            describeCaption={daysLeft}
          />
        )}
      </div>
      {asking && (
        <DeleteForGoodDialog
          count={asking === "all" ? total : asking.length}
          everything={asking === "all"}
          onCancel={() => setAsking(undefined)}
          onConfirm={() => void deleteForGood(asking)}
        />
      )}
    </>
  );
}

function DaysLeft({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <span className="tabular absolute right-1.5 whitespace-nowrap bottom-1.5 rounded-[5px] bg-black/65 px-1.5 py-1 font-semibold text-2xs text-white leading-none">
      {text}
    </span>
  );
}
