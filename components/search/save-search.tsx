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
import { type SearchWish, searchAddressOf, toSavedPictures, wishOfSaved } from "@/lib/client/search-wish";
import type { ImageView } from "@/lib/images/schema";
import { createSavedSearch, type SavedSearch } from "@/lib/search/saved-schema";
import { describeMissing } from "./describe-saved";
import { SavedSearchMenu } from "./saved-search-menu";
import { useSavedSearches } from "./use-saved-searches";

/** Keeps a search under a name, among the collections; one that is kept already says its name and what can be done with it. */
export function SaveSearch({ wish, canSave }: { wish: SearchWish; canSave: boolean }) {
  const address = searchAddressOf(wish);
  const saved = useSavedSearches().find((search) => searchAddressOf(wishOfSaved(search)) === address);
  if (saved) return <SavedSearchName search={saved} />;
  return canSave && <SaveSearchButton wish={wish} />;
}

function SavedSearchName({ search }: { search: SavedSearch }) {
  const router = useRouter();
  const missing = describeMissing(search);
  return (
    <>
      <SavedSearchMenu
        search={search}
        onChange={(changed) => router.replace(searchAddressOf(wishOfSaved(changed)))}
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
      {missing && <p className="w-full text-sm text-warning leading-5">{missing}.</p>}
    </>
  );
}

function SaveSearchButton({ wish }: { wish: SearchWish }) {
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const pictures = toSavedPictures(wish);
  const ask = () => {
    if (pictures) setIsAsking(true);
    else showMessage("This search cannot be saved", "It has a picture that is not in your library. Add it first, then search with it.");
  };
  const save = async (name: string) => {
    await call(createSavedSearch, { name, query: wish.q, pictures: pictures ?? [] });
    await queryClient.invalidateQueries({ queryKey: queryKeys.savedSearches });
    showMessage(`${name} is saved`, "It stands among your collections.");
  };
  const first = pictures?.[0] && queryClient.getQueryData<ImageView>(queryKeys.image(pictures[0].imageId));
  return (
    <>
      <IconButton label="Save this search" icon={<Bookmark size={18} aria-hidden />} onClick={ask} />
      {isAsking && (
        <NameCollectionDialog
          title="Save this search"
          verb="Save"
          name={wish.q || (first ? `Like ${first.title ?? first.originalName}` : "")}
          missing="Give the search a name."
          placeholder="Dogs on a beach"
          onClose={() => setIsAsking(false)}
          onSave={save}
        />
      )}
    </>
  );
}
