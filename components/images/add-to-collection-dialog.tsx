"use client";

import { useQuery } from "@tanstack/react-query";
import { FolderPlus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { showError, showUndo } from "@/components/ui/toast";
import { call } from "@/lib/client/call";
import { collectionsQuery } from "@/lib/client/collections-query";
import { formatPictures } from "@/lib/client/format";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { useCollectionActions } from "@/lib/client/use-collection-actions";
import { type CollectionView, createCollection } from "@/lib/collections/schema";
import { limits } from "@/lib/limits";

type AddToCollectionDialogProps = {
  imageIds: readonly string[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onAdded?: () => void;
};

/** Chooses a collection for images, or makes one for them. */
export function AddToCollectionDialog({ imageIds, open, onOpenChange, onAdded }: AddToCollectionDialogProps) {
  const actions = useCollectionActions();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const { data } = useQuery({ ...collectionsQuery(), enabled: open });
  const wanted = name.trim().toLocaleLowerCase();
  const addable = data?.collections.filter((collection) => collection.access !== "viewer");
  const matching = addable?.filter((collection) => collection.name.toLocaleLowerCase().includes(wanted));

  const add = async (choose: () => Promise<{ id: string; name: string }>) => {
    setBusy(true);
    try {
      const collection = await choose();
      await actions.add(collection.id, imageIds);
      showUndo(
        `${formatPictures(imageIds.length)} added to ${collection.name}`,
        () => void actions.remove(collection.id, imageIds).catch(showError),
      );
      setName("");
      onOpenChange(false);
      onAdded?.();
    } catch (error) {
      showError(error);
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const title = name.trim();
    const same = addable?.find((collection) => collection.name.toLocaleLowerCase() === wanted);
    if (title) void add(async () => same ?? call(createCollection, { name: title }));
  };

  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Add ${formatPictures(imageIds.length)} to a collection`}>
      <form onSubmit={onSubmit} className="flex gap-2">
        <Input
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="Find or name a new collection"
          aria-label="Find a collection, or name a new one"
          maxLength={limits.text.nameLengthMax}
        />
        <Button type="submit" variant="primary" disabled={!name.trim()} busy={busy}>
          Create
        </Button>
      </form>
      <ul className="mt-3 -mx-2 flex max-h-80 min-h-40 flex-col overflow-y-auto">
        {!data && [0, 1, 2].map((index) => <Skeleton key={index} className="mx-2 my-1.5 h-12" />)}
        {matching?.map((collection) => (
          <li key={collection.id}>
            <button
              type="button"
              disabled={busy}
              onClick={() => void add(async () => collection)}
              className="flex w-full items-center gap-3 rounded-md p-2 text-left transition-colors duration-150 hover:bg-hover"
            >
              <Cover collection={collection} />
              <span className="min-w-0 flex-1">
                <span dir="auto" className="block truncate text-left font-medium text-sm">
                  {collection.name}
                </span>
                <span className="block truncate text-muted text-xs">
                  {formatPictures(collection.imageCount)}
                  {collection.access !== "owner" && ` · of ${collection.owner.username}`}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Cover({ collection }: { collection: CollectionView }) {
  if (!collection.cover?.thumbhash) {
    return (
      <span className="flex size-12 items-center justify-center rounded-sm bg-surface-sunken text-muted">
        <FolderPlus size={18} aria-hidden />
      </span>
    );
  }
  // biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off.
  return <img src={smallThumbnailUrl(collection.cover.id)} alt="" loading="lazy" className="size-12 rounded-sm object-cover" />;
}
