"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState, useSyncExternalStore } from "react";
import { NameCollectionDialog } from "@/components/collections/name-collection-dialog";
import { Button } from "@/components/ui/button";
import type { OutputOf } from "@/lib/api/operation";
import { groupsQuery } from "@/lib/client/sharing-queries";
import type { listGroups } from "@/lib/sharing/group-schema";
import { GroupCard } from "./group-card";
import { goneGroups, useGroupActions } from "./use-group-actions";

const noIds: ReadonlySet<string> = new Set();

/** Groups of people to share with at once: those one made, and those one is in. */
export function GroupsPart({ initial, meId }: { initial: OutputOf<typeof listGroups>; meId: string }) {
  const { data } = useQuery(groupsQuery(initial));
  const gone = useSyncExternalStore(goneGroups.subscribe, goneGroups.ids, () => noIds);
  const actions = useGroupActions();
  const [naming, setNaming] = useState(false);
  const groups = (data ?? initial).groups.filter(({ id }) => !gone.has(id));
  return (
    <div className="flex flex-col items-start gap-4">
      <Button icon={<Plus size={17} aria-hidden />} onClick={() => setNaming(true)}>
        New group
      </Button>
      {groups.length > 0 && (
        <ul aria-label="Groups" className="grid w-full gap-4 xl:grid-cols-2">
          {groups.map((group) => (
            <GroupCard key={group.id} group={group} meId={meId} actions={actions} />
          ))}
        </ul>
      )}
      {naming && (
        <NameCollectionDialog
          title="New group"
          verb="Create"
          missing="Give the group a name."
          placeholder="Family"
          onClose={() => setNaming(false)}
          onSave={actions.create}
        />
      )}
    </div>
  );
}
