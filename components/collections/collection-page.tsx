"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, FolderMinus, Images, SquareStar, Trash2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { GridSkeleton } from "@/components/images/grid-skeleton";
import { ImageGrid } from "@/components/images/image-grid";
import { SelectionBar } from "@/components/images/selection-bar";
import { TagField } from "@/components/images/tag-field";
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
import { useImageList } from "@/lib/client/use-image-list";
import type { CollectionView } from "@/lib/collections/schema";
import type { listImages } from "@/lib/images/schema";
import { EditableName } from "./editable-name";
import { useDeleteCollection } from "./use-delete-collection";

type CollectionPageProps = { initial: CollectionView; initialImages: OutputOf<typeof listImages> };

/** One collection: its name, tags and pictures, the newest first. */
export function CollectionPage({ initial, initialImages }: CollectionPageProps) {
  const router = useRouter();
  const collection = useQuery(collectionQuery(initial.id, initial)).data ?? initial;
  const { images, error, refetch, loadMore } = useImageList({ collectionId: initial.id, sort: "taken" }, initialImages);
  const [selection] = useState(() => new Selection());
  const { update, add, remove } = useCollectionActions();
  const deleteCollection = useDeleteCollection();
  useUploadTarget(initial.id, collection.name);

  const save = (changes: Parameters<typeof update>[1]) => void update(collection, changes).catch(showError);
  const takeOut = async (imageIds: readonly string[], clear: () => void) => {
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
  const chooseCover = async (imageId: string, clear: () => void) => {
    clear();
    try {
      await update(collection, { coverImageId: imageId });
      showMessage("This picture is the cover now");
    } catch (failure) {
      showError(failure);
    }
  };

  return (
    <>
      <header className="page-x pt-4 pb-4">
        <Link
          href="/collections"
          className="-ml-1.5 inline-flex h-8 items-center gap-0.5 rounded-md pr-2 text-muted text-sm hover:text-foreground"
        >
          <ChevronLeft size={16} aria-hidden />
          Collections
        </Link>
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
          <h1 className="min-w-0 flex-1 font-semibold text-title">
            <EditableName name={collection.name} label={`Rename ${collection.name}`} onSave={(name) => save({ name })} />
          </h1>
          {!collection.isDefault && (
            <IconButton
              label="Delete the collection, and keep its pictures"
              icon={<Trash2 size={18} aria-hidden />}
              onClick={() => {
                deleteCollection(collection);
                router.push("/collections");
              }}
            />
          )}
        </div>
        <div className="mt-1 flex flex-wrap items-center gap-x-4">
          <p className="tabular text-muted text-sm">{formatPictures(collection.imageCount)}</p>
          <TagField tags={collection.tags} onSave={(tags) => save({ tags })} />
        </div>
      </header>
      <SelectionBar
        selection={selection}
        extra={(imageIds, clear) => (
          <>
            {imageIds.length === 1 && (
              <IconButton
                label="Make it the cover"
                icon={<SquareStar size={20} aria-hidden />}
                onClick={() => void chooseCover(imageIds[0] as string, clear)}
              />
            )}
            <IconButton
              label="Take out of this collection"
              icon={<FolderMinus size={20} aria-hidden />}
              onClick={() => void takeOut(imageIds, clear)}
            />
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
        ) : (
          <ImageGrid label={`Pictures of ${collection.name}, newest first`} images={images} selection={selection} loadMore={loadMore} />
        )}
      </div>
    </>
  );
}
