"use client";

import { useQuery } from "@tanstack/react-query";
import { Layers, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useSyncExternalStore } from "react";
import { SavedSearches } from "@/components/search/saved-searches";
import { InvitationCards } from "@/components/sharing/invitation-cards";
import { ShareDialog } from "@/components/sharing/share-dialog";
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
import type { listInvitations } from "@/lib/sharing/schema";
import { CollectionCard } from "./collection-card";
import { NameCollectionDialog } from "./name-collection-dialog";
import { usePartFromCollection } from "./use-part-from-collection";

const noIds: ReadonlySet<string> = new Set();

type Asked = { what: "new" } | { what: "rename" | "share"; collection: CollectionView };
type CollectionsPageProps = { initial: OutputOf<typeof listCollections>; invitations: OutputOf<typeof listInvitations> };

/** All collections by their covers: one's own, those of others, and what one is invited to. */
export function CollectionsPage({ initial, invitations }: CollectionsPageProps) {
  const { data } = useQuery(collectionsQuery(initial));
  const gone = useSyncExternalStore(goneCollections.subscribe, goneCollections.ids, () => noIds);
  const [asked, setAsked] = useState<Asked>();
  useShortcut("newCollection", () => setAsked({ what: "new" }));
  const collections = (data ?? initial).collections.filter((collection) => !gone.has(collection.id));
  const own = collections.filter(({ access }) => access === "owner");
  const others = collections.filter(({ access }) => access !== "owner");
  const onlyEmpty = collections.every((collection) => collection.isDefault && collection.imageCount === 0);
  return (
    <>
      <PageHeader
        title="Collections"
        actions={
          <Button variant="primary" icon={<Plus size={18} aria-hidden />} onClick={() => setAsked({ what: "new" })}>
            New collection
          </Button>
        }
      />
      <InvitationCards initial={invitations} />
      {onlyEmpty ? (
        <EmptyState icon={<Layers size={24} />} title="Put together what belongs together">
          A journey, a house, a person: a picture can be in as many collections as you like, and stays in the timeline too. Select pictures
          and press C, or make a collection here first.
        </EmptyState>
      ) : (
        <CollectionGrid collections={own} onAsk={setAsked} />
      )}
      <SavedSearches />
      {others.length > 0 && (
        <section aria-labelledby="shared-with-you" className="pt-10">
          <h2 id="shared-with-you" className="page-x pb-3 font-semibold text-lg">
            Shared with you
          </h2>
          <CollectionGrid collections={others} onAsk={setAsked} />
        </section>
      )}
      {asked && <Question asked={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function CollectionGrid({ collections, onAsk }: { collections: readonly CollectionView[]; onAsk: (asked: Asked) => void }) {
  const part = usePartFromCollection();
  return (
    <ul className="page-x grid animate-fade grid-cols-2 gap-x-4 gap-y-7 pt-2 sm:grid-cols-[repeat(auto-fill,minmax(12.5rem,1fr))] sm:gap-x-6">
      {collections.map((collection) => (
        <CollectionCard
          key={collection.id}
          collection={collection}
          actions={{
            share: () => onAsk({ what: "share", collection }),
            rename: () => onAsk({ what: "rename", collection }),
            remove: () => part.remove(collection),
            leave: () => part.leave(collection),
          }}
        />
      ))}
    </ul>
  );
}

function Question({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const router = useRouter();
  const { update, renew } = useCollectionActions();
  if (asked.what === "share") return <ShareDialog collection={asked.collection} open onOpenChange={(open) => !open && onClose()} />;
  if (asked.what === "rename") {
    return (
      <NameCollectionDialog
        title="Rename the collection"
        verb="Rename"
        name={asked.collection.name}
        onClose={onClose}
        onSave={(name) => update(asked.collection, { name })}
      />
    );
  }
  return (
    <NameCollectionDialog
      title="New collection"
      verb="Create"
      onClose={onClose}
      onSave={async (name) => {
        const made = await call(createCollection, { name });
        void renew();
        router.push(`/collections/${made.id}`);
      }}
    />
  );
}
