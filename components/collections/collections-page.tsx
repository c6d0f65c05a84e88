"use client";

import { useQuery } from "@tanstack/react-query";
import { Layers, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import type { OutputOf } from "@/lib/api/operation";
import { call } from "@/lib/client/call";
import { collectionsQuery } from "@/lib/client/collections-query";
import { goneCollections } from "@/lib/client/gone-collections";
import { useCollectionActions } from "@/lib/client/use-collection-actions";
import { useShortcut } from "@/lib/client/use-shortcut";
import { type CollectionView, createCollection, type listCollections } from "@/lib/collections/schema";
import { CollectionCard } from "./collection-card";
import { NameCollectionDialog } from "./name-collection-dialog";
import { useDeleteCollection } from "./use-delete-collection";

const noIds: ReadonlySet<string> = new Set();

/** All collections by their covers. */
export function CollectionsPage({ initial }: { initial: OutputOf<typeof listCollections> }) {
  const router = useRouter();
  const { data } = useQuery(collectionsQuery(initial));
  const gone = useSyncExternalStore(goneCollections.subscribe, goneCollections.ids, () => noIds);
  const [dialog, setDialog] = useState<"new" | CollectionView>();
  const { update, renew } = useCollectionActions();
  const remove = useDeleteCollection();
  useShortcut("newCollection", () => setDialog("new"));
  const collections = (data ?? initial).collections.filter((collection) => !gone.has(collection.id));
  const onlyEmpty = collections.every((collection) => collection.isDefault && collection.imageCount === 0);
  const newButton = (
    <Button variant="primary" icon={<Plus size={18} aria-hidden />} onClick={() => setDialog("new")}>
      New collection
    </Button>
  );
  return (
    <>
      <PageHeader title="Collections" actions={newButton} />
      {onlyEmpty ? (
        <EmptyState icon={<Layers size={24} />} title="Put together what belongs together">
          A journey, a house, a person: a picture can be in as many collections as you like, and stays in the timeline too. Select pictures
          and press C, or make a collection here first.
        </EmptyState>
      ) : (
        <ul className="page-x grid animate-fade grid-cols-2 gap-x-4 gap-y-7 pt-2 sm:grid-cols-[repeat(auto-fill,minmax(12.5rem,1fr))] sm:gap-x-6">
          {collections.map((collection) => (
            <CollectionCard
              key={collection.id}
              collection={collection}
              onRename={() => setDialog(collection)}
              onDelete={() => remove(collection)}
            />
          ))}
        </ul>
      )}
      {dialog === "new" && (
        <NameCollectionDialog
          title="New collection"
          verb="Create"
          onClose={() => setDialog(undefined)}
          onSave={async (name) => {
            const made = await call(createCollection, { name });
            void renew();
            router.push(`/collections/${made.id}`);
          }}
        />
      )}
      {dialog && dialog !== "new" && (
        <NameCollectionDialog
          title="Rename the collection"
          verb="Rename"
          name={dialog.name}
          onClose={() => setDialog(undefined)}
          onSave={(name) => update(dialog, { name })}
        />
      )}
    </>
  );
}
