"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Bookmark } from "lucide-react";
import { useState } from "react";
import { NameCollectionDialog } from "@/components/collections/name-collection-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { showMessage } from "@/components/ui/toast";
import { call } from "@/lib/client/call";
import { queryKeys } from "@/lib/client/query-keys";
import { createSavedSearch } from "@/lib/search/saved-schema";

/** Keeps a search under a name, among the collections. */
export function SaveSearch({ q }: { q: string }) {
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const save = async (name: string) => {
    await call(createSavedSearch, { name, query: q });
    await queryClient.invalidateQueries({ queryKey: queryKeys.savedSearches });
    showMessage(`${name} is saved`, "It stands among your collections.");
  };
  return (
    <>
      <IconButton label="Save this search" icon={<Bookmark size={18} aria-hidden />} onClick={() => setIsAsking(true)} />
      {isAsking && (
        <NameCollectionDialog
          title="Save this search"
          verb="Save"
          name={q}
          missing="Give the search a name."
          onClose={() => setIsAsking(false)}
          onSave={save}
        />
      )}
    </>
  );
}
