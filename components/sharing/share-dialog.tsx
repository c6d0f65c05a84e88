"use client";

import { useQuery } from "@tanstack/react-query";
import { Dialog } from "@/components/ui/dialog";
import { Tabs } from "@/components/ui/tabs";
import { collectionQuery } from "@/lib/client/collections-query";
import type { CollectionView } from "@/lib/collections/schema";
import { InviteForm } from "./invite-form";
import { LinkList } from "./link-list";
import { MemberList } from "./member-list";
import { NewLink } from "./new-link";
import { SharingSwitches } from "./sharing-switches";

type ShareDialogProps = { collection: CollectionView; open: boolean; onOpenChange: (open: boolean) => void };

/** Whom an own collection is shared with: people with an account, and whoever has a link. */
export function ShareDialog({ collection, open, onOpenChange }: ShareDialogProps) {
  const current = useQuery({ ...collectionQuery(collection.id, collection), enabled: open }).data ?? collection;
  const people = (
    <div className="flex flex-col gap-5">
      <InviteForm collectionId={collection.id} />
      <MemberList collectionId={collection.id} />
      <div className="border-border border-t pt-5">
        <SharingSwitches collection={current} />
      </div>
    </div>
  );
  const links = (
    <div className="flex flex-col gap-4">
      <NewLink of={{ collectionId: collection.id }} title={collection.name} />
      <LinkList
        collectionId={collection.id}
        empty="Whoever has a link sees the pictures without an account. It shows what is in the collection at the time, and can be closed whenever you like."
      />
    </div>
  );
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Share ${collection.name}`} size="lg">
      <Tabs
        label="Ways to share"
        tabs={[
          { value: "people", label: "People", content: people },
          { value: "links", label: "Links", content: links },
        ]}
      />
    </Dialog>
  );
}
