"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Bookmark } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { NameCollectionDialog } from "@/components/collections/name-collection-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { showMessage } from "@/components/ui/toast";
import { call } from "@/lib/client/call";
import { queryKeys } from "@/lib/client/query-keys";
import { searchAddressOf } from "@/lib/client/search-wish";
import { createSavedSearch, type SavedSearch } from "@/lib/search/saved-schema";
import { SavedSearchMenu } from "./saved-search-menu";
import { useSavedSearches } from "./use-saved-searches";

/** Keeps a search under a name, among the collections; one that is kept already says its name and what can be done with it. */
export function SaveSearch({ q }: { q: string }) {
  const saved = useSavedSearches().find(({ query }) => query === q);
  return saved ? <SavedSearchName search={saved} /> : <SaveSearchButton q={q} />;
}

function SavedSearchName({ search }: { search: SavedSearch }) {
  const router = useRouter();
  return (
    <SavedSearchMenu
      search={search}
      onQuery={(q) => router.replace(searchAddressOf({ q, pictures: [] }))}
      trigger={
        <button
          type="button"
          aria-label={`Saved as ${search.name}: what to do with it`}
          title={`Saved as ${search.name}`}
          className="inline-flex h-10 min-w-10 max-w-60 items-center justify-center gap-2 rounded-md font-medium text-accent text-sm hover:bg-hover sm:px-3"
        >
          <Bookmark size={18} fill="currentColor" aria-hidden className="shrink-0" />
          <span dir="auto" className="truncate max-sm:hidden">
            {search.name}
          </span>
        </button>
      }
    />
  );
}

function SaveSearchButton({ q }: { q: string }) {
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
