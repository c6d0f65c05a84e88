"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, Ellipsis, Pencil, Search, SearchX, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState, useSyncExternalStore } from "react";
import { CardCover } from "@/components/collections/card-cover";
import { NameCollectionDialog } from "@/components/collections/name-collection-dialog";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { showError, showUndo } from "@/components/ui/toast";
import { call } from "@/lib/client/call";
import { commitSoon } from "@/lib/client/commit-soon";
import { formatPictures } from "@/lib/client/format";
import { IdSet } from "@/lib/client/id-set";
import { queryKeys } from "@/lib/client/query-keys";
import { searchAddressOf } from "@/lib/client/search-wish";
import { limits } from "@/lib/limits";
import {
  deleteSavedSearch,
  listSavedSearches,
  listSavedSearchImages,
  type SavedSearch,
  updateSavedSearch,
} from "@/lib/search/saved-schema";
import { useSeenOnce } from "./use-seen-once";

/** Saved searches whose deletion can still be undone. */
const gone = new IdSet();
const noIds: ReadonlySet<string> = new Set();

/** Searches that somebody kept, as collections that fill themselves; nothing while there are none. */
export function SavedSearches() {
  const queryClient = useQueryClient();
  const hidden = useSyncExternalStore(gone.subscribe, gone.ids, () => noIds);
  const [asked, setAsked] = useState<{ what: "name" | "query"; search: SavedSearch }>();
  const { data } = useQuery({
    queryKey: queryKeys.savedSearches,
    queryFn: ({ signal }) => callAllSaved(signal),
  });
  const renew = () => queryClient.invalidateQueries({ queryKey: queryKeys.savedSearches });
  const searches = (data ?? []).filter(({ id }) => !hidden.has(id));
  if (searches.length === 0) return null;
  const remove = ({ id, name }: SavedSearch) => {
    gone.add([id]);
    const stop = commitSoon(deleteSavedSearch, { searchId: id }, (error) => {
      if (error) showError(error);
      void renew().finally(() => gone.remove([id]));
    });
    showUndo(`${name} deleted; its pictures stay`, () => {
      stop();
      gone.remove([id]);
    });
  };
  return (
    <section aria-labelledby="saved-searches" className="pt-10">
      <h2 id="saved-searches" className="page-x pb-3 font-semibold text-lg">
        Saved searches
      </h2>
      <ul className="page-x grid animate-fade grid-cols-2 gap-x-4 gap-y-7 pt-2 sm:grid-cols-[repeat(auto-fill,minmax(12.5rem,1fr))] sm:gap-x-6">
        {searches.map((search) => (
          <SavedSearchCard key={search.id} search={search} onAsk={(what) => setAsked({ what, search })} onRemove={() => remove(search)} />
        ))}
      </ul>
      {asked && <Question {...asked} onClose={() => setAsked(undefined)} renew={renew} />}
    </section>
  );
}

async function callAllSaved(signal: AbortSignal): Promise<SavedSearch[]> {
  const all: SavedSearch[] = [];
  for (let page = 1; page <= limits.search.savedMax / limits.page.sizeMax; page++) {
    const { searches, total } = await call(listSavedSearches, { page, limit: limits.page.sizeMax }, { signal });
    all.push(...searches);
    if (searches.length === 0 || all.length >= total) break;
  }
  return all;
}

type QuestionProps = { what: "name" | "query"; search: SavedSearch; onClose: () => void; renew: () => Promise<void> };

function Question({ what, search, onClose, renew }: QuestionProps) {
  const save = async (text: string) => {
    await call(updateSavedSearch, { searchId: search.id, [what]: text });
    await renew();
  };
  const common = { onClose, onSave: save };
  if (what === "name")
    return (
      <NameCollectionDialog title="Rename the search" verb="Rename" name={search.name} missing="Give the search a name." {...common} />
    );
  return (
    <NameCollectionDialog
      title={`What ${search.name} looks for`}
      verb="Save"
      label="Search"
      name={search.query}
      lengthMax={limits.text.queryLengthMax}
      missing="Type something to search for."
      placeholder="dog 2024 -beach"
      {...common}
    />
  );
}

type CardProps = { search: SavedSearch; onAsk: (what: "name" | "query") => void; onRemove: () => void };

function SavedSearchCard({ search, onAsk, onRemove }: CardProps) {
  const { id, name, query } = search;
  const { ref, wasSeen } = useSeenOnce<HTMLLIElement>();
  const { data } = useQuery({
    enabled: wasSeen,
    queryKey: [...queryKeys.savedSearches, id, query],
    queryFn: ({ signal }) => call(listSavedSearchImages, { searchId: id, limit: 1 }, { signal }),
    staleTime: 60_000,
  });
  const cover = data?.nothingFits ? undefined : data?.hits[0]?.image;
  const count = data ? formatPictures(data.nothingFits ? 0 : data.total) : "";
  return (
    <li ref={ref} className="group/card relative min-w-0">
      <Link href={searchAddressOf({ q: query, pictures: [] })} className="block rounded-lg">
        <CardCover
          cover={cover}
          empty={
            <span className="flex size-full items-center justify-center text-muted">
              {data && <SearchX size={28} strokeWidth={1.5} aria-hidden />}
            </span>
          }
        >
          <span className="absolute right-2 bottom-2 flex size-7 items-center justify-center rounded-full bg-black/55 text-white">
            <Bookmark size={15} role="img" aria-label="Saved search" />
          </span>
        </CardCover>
        <span dir="auto" title={name} className="mt-2.5 block truncate pr-10 text-left font-semibold text-[0.9375rem] leading-5">
          {name}
        </span>
        <span className="mt-0.5 block min-h-5 truncate pr-10 text-muted text-sm leading-5">
          {[count, query !== name && query].filter(Boolean).join(" · ")}
        </span>
      </Link>
      <div className="absolute right-0 bottom-2">
        <Menu
          trigger={
            <button
              type="button"
              aria-label={`What to do with ${name}`}
              className="inline-flex size-10 items-center justify-center rounded-md text-muted transition-opacity duration-150 hover:bg-hover hover:text-foreground focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-fine:opacity-0 group-hover/card:opacity-100"
            >
              <Ellipsis size={18} aria-hidden />
            </button>
          }
        >
          <MenuItem icon={<Pencil size={16} aria-hidden />} onSelect={() => onAsk("name")}>
            Rename
          </MenuItem>
          <MenuItem icon={<Search size={16} aria-hidden />} onSelect={() => onAsk("query")}>
            Change what it looks for
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Trash2 size={16} aria-hidden />} danger onSelect={onRemove}>
            Delete, and keep its pictures
          </MenuItem>
        </Menu>
      </div>
    </li>
  );
}
