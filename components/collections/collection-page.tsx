"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { FolderMinus, Images, SquareStar } from "lucide-react";
import Link from "next/link";
import { useCallback, useMemo, useState } from "react";
import { GridSkeleton } from "@/components/images/grid-skeleton";
import { ImageGrid } from "@/components/images/image-grid";
import { SelectionBar } from "@/components/images/selection-bar";
import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { showError, showMessage, showUndo } from "@/components/ui/toast";
import { useUploadTarget } from "@/components/uploads/upload-provider";
import type { OutputOf } from "@/lib/api/operation";
import { collectionQuery } from "@/lib/client/collections-query";
import { formatPictures } from "@/lib/client/format";
import { Selection } from "@/lib/client/selection";
import { useCollectionActions } from "@/lib/client/use-collection-actions";
import { imageListQuery, useImageList } from "@/lib/client/use-image-list";
import type { CollectionView } from "@/lib/collections/schema";
import type { listImages } from "@/lib/images/list-schema";
import { CollectionHeader } from "./collection-header";
import { MoveMenu } from "./move-menu";
import { type CollectionSort, SortMenu } from "./sort-menu";
import { useCollectionMoves } from "./use-collection-moves";

type CollectionPageProps = { initial: CollectionView; initialSort: CollectionSort; initialImages: OutputOf<typeof listImages> };

/** One collection: its name, tags and pictures, the newest first or in its own order; what can be done with them is as its person may. */
export function CollectionPage({ initial, initialSort, initialImages }: CollectionPageProps) {
  const queryClient = useQueryClient();
  const [sort, setSort] = useState(initialSort);
  const collection = useQuery(collectionQuery(initial.id, initial)).data ?? initial;
  const { images, error, refetch, loadMore } = useImageList(
    { collectionId: initial.id, sort, stacks: "covers" },
    sort === initialSort ? initialImages : undefined,
  );
  const moves = useCollectionMoves(initial.id, images);
  const [selection] = useState(() => new Selection());
  const { update } = useCollectionActions();
  const mayEdit = collection.access === "owner" || collection.access === "editor";
  const mayAdd = collection.access !== "viewer";
  useUploadTarget(mayAdd ? collection.id : undefined, collection.name);
  const foreign = useMemo(() => new Set(images?.flatMap(({ id, access }) => (access === "owner" ? [] : id))), [images]);
  const isOwn = useCallback((imageId: string) => !foreign.has(imageId), [foreign]);

  const changeSort = async (next: CollectionSort) => {
    await queryClient.prefetchInfiniteQuery(imageListQuery({ collectionId: initial.id, sort: next, stacks: "covers" }));
    setSort(next);
    window.history.replaceState(window.history.state, "", next === "collection" ? "?sort=own" : window.location.pathname);
  };

  return (
    <>
      <CollectionHeader collection={collection} onSave={(changes) => void update(collection, changes).catch(showError)}>
        {collection.imageCount > 1 && <SortMenu sort={sort} mayMove={mayEdit} onChange={(next) => void changeSort(next)} />}
      </CollectionHeader>
      <SelectionBar
        selection={selection}
        isOwn={isOwn}
        mayDownload={collection.access === "owner" || collection.shareOriginals}
        extra={(imageIds, clear) => (
          <>
            {mayEdit && sort === "collection" && <MoveMenu moves={moves} imageIds={imageIds} clear={clear} />}
            {mayEdit && imageIds.length === 1 && <CoverButton collection={collection} imageId={imageIds[0] as string} clear={clear} />}
            {(mayEdit || imageIds.every(isOwn)) && <TakeOutButton collection={collection} imageIds={imageIds} clear={clear} />}
          </>
        )}
      />
      <div className="page-x">
        {error && !images ? (
          <EmptyState title="The pictures cannot be loaded" actions={<Button onClick={() => void refetch()}>Try again</Button>}>
            {error.message}
          </EmptyState>
        ) : !images ? (
          <GridSkeleton />
        ) : images.length === 0 ? (
          <NothingYet mayAdd={mayAdd} />
        ) : (
          <ImageGrid
            label={`Pictures of ${collection.name}, ${sort === "taken" ? "newest first" : "in its own order"}`}
            images={images}
            selection={selection}
            loadMore={loadMore}
            isOwn={isOwn}
          />
        )}
      </div>
    </>
  );
}

function NothingYet({ mayAdd }: { mayAdd: boolean }) {
  if (!mayAdd) {
    return (
      <EmptyState icon={<Images size={24} />} title="Nothing in here yet">
        Pictures appear here as soon as somebody adds them.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Images size={24} />}
      title="Nothing in here yet"
      actions={
        <Link href="/" className={buttonClass("primary")}>
          To the timeline
        </Link>
      }
    >
      Select pictures in the timeline or in a search, press C, and choose this collection; or drop pictures here to add them at once.
    </EmptyState>
  );
}

function CoverButton({ collection, imageId, clear }: { collection: CollectionView; imageId: string; clear: () => void }) {
  const { update } = useCollectionActions();
  const choose = async () => {
    clear();
    try {
      await update(collection, { coverImageId: imageId });
      showMessage("This picture is the cover now");
    } catch (failure) {
      showError(failure);
    }
  };
  return <IconButton label="Make it the cover" icon={<SquareStar size={20} aria-hidden />} onClick={() => void choose()} />;
}

type TakeOutButtonProps = { collection: CollectionView; imageIds: readonly string[]; clear: () => void };

function TakeOutButton({ collection, imageIds, clear }: TakeOutButtonProps) {
  const { add, remove } = useCollectionActions();
  const takeOut = async () => {
    clear();
    try {
      await remove(collection.id, imageIds);
      showUndo(
        `${formatPictures(imageIds.length)} taken out of ${collection.name}`,
        () => void add(collection.id, imageIds).catch(showError),
      );
    } catch (failure) {
      showError(failure);
    }
  };
  return <IconButton label="Take out of this collection" icon={<FolderMinus size={20} aria-hidden />} onClick={() => void takeOut()} />;
}
