"use client";

import { useQuery } from "@tanstack/react-query";
import { Bookmark, Ellipsis, SearchX } from "lucide-react";
import Link from "next/link";
import { CardCover } from "@/components/collections/card-cover";
import { call } from "@/lib/client/call";
import { formatPictures } from "@/lib/client/format";
import { queryKeys } from "@/lib/client/query-keys";
import { savedAddressOf } from "@/lib/client/search-wish";
import { listSavedSearchImages, type SavedSearch } from "@/lib/search/saved-schema";
import { describeMissing, describeSaved } from "./describe-saved";
import { SavedSearchMenu } from "./saved-search-menu";
import { useSavedSearches } from "./use-saved-searches";
import { useSeenOnce } from "./use-seen-once";

/** Searches that somebody kept, as collections that fill themselves; nothing while there are none. */
export function SavedSearches() {
  const searches = useSavedSearches();
  if (searches.length === 0) return null;
  return (
    <section aria-labelledby="saved-searches" className="pt-10">
      <h2 id="saved-searches" className="page-x scroll-mt-20 pb-3 font-semibold text-lg">
        Saved searches
      </h2>
      <ul className="page-x grid animate-fade grid-cols-2 gap-x-4 gap-y-7 pt-2 sm:grid-cols-[repeat(auto-fill,minmax(12.5rem,1fr))] sm:gap-x-6">
        {searches.map((search) => (
          <SavedSearchCard key={search.id} search={search} />
        ))}
      </ul>
    </section>
  );
}

function SavedSearchCard({ search }: { search: SavedSearch }) {
  const { id, name, updatedAt } = search;
  const { ref, wasSeen } = useSeenOnce<HTMLLIElement>();
  const { data } = useQuery({
    enabled: wasSeen,
    queryKey: [...queryKeys.savedSearches, id, updatedAt],
    queryFn: ({ signal }) => call(listSavedSearchImages, { searchId: id, limit: 1 }, { signal }),
    staleTime: 60_000,
  });
  const missing = describeMissing(search);
  const cover = data?.nothingFits ? undefined : data?.hits[0]?.image;
  const count = data ? formatPictures(data.nothingFits ? 0 : data.total) : "";
  return (
    <li ref={ref} className="group/card relative min-w-0">
      <Link href={savedAddressOf(search)} className="block rounded-lg">
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
          {[count, describeSaved(search)].filter(Boolean).join(" · ")}
        </span>
        {missing && <span className="block pr-10 text-sm text-warning leading-5">{missing}</span>}
      </Link>
      <div className="absolute right-0 bottom-2">
        <SavedSearchMenu
          search={search}
          trigger={
            <button
              type="button"
              aria-label={`What to do with ${name}`}
              className="inline-flex size-10 items-center justify-center rounded-md text-muted transition-opacity duration-150 hover:bg-hover hover:text-foreground focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-fine:opacity-0 group-hover/card:opacity-100"
            >
              <Ellipsis size={18} aria-hidden />
            </button>
          }
        />
      </div>
    </li>
  );
}
