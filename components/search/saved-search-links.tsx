"use client";

import { clsx } from "clsx";
import { Bookmark } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { formatCount } from "@/lib/client/format";
import { savedAddressOf, savedSearchesAddress, searchAddressOf, searchWishOf } from "@/lib/client/search-wish";
import type { SavedSearch } from "@/lib/search/saved-schema";
import { describeMissing, describeSaved } from "./describe-saved";
import { useSavedSearches } from "./use-saved-searches";

/** As many stand in the side bar; the others among the collections. */
const shownMax = 8;

/** Saved searches in the side bar, below all that is always there, so that nothing moves when they come. */
export function SavedSearchLinks() {
  const searches = useSavedSearches();
  const pathname = usePathname();
  const asked = searchWishOf(useSearchParams());
  const address = pathname === "/search" && asked ? searchAddressOf(asked) : undefined;
  if (searches.length === 0) return null;
  return (
    <div className="flex animate-fade flex-col">
      <h2 id="saved-search-links" className="px-3 pb-1.5 font-medium text-muted text-xs">
        Saved searches
      </h2>
      <ul aria-labelledby="saved-search-links" className="flex flex-col gap-0.5">
        {searches.slice(0, shownMax).map((search) => (
          <li key={search.id}>
            <SavedSearchLink search={search} current={address === savedAddressOf(search)} />
          </li>
        ))}
        {searches.length > shownMax && (
          <li>
            <Link href={savedSearchesAddress} className={clsx(looks, "pl-10.5 text-muted hover:bg-hover hover:text-foreground")}>
              All {formatCount(searches.length)} of them
            </Link>
          </li>
        )}
      </ul>
    </div>
  );
}

const looks = "flex h-10 items-center gap-3 rounded-md px-3 text-sm transition-colors duration-150";

function SavedSearchLink({ search, current }: { search: SavedSearch; current: boolean }) {
  const { name } = search;
  const more = [describeSaved(search), describeMissing(search)].filter(Boolean).join(" · ");
  return (
    <Link
      href={savedAddressOf(search)}
      title={more ? `${name}: ${more}` : name}
      aria-current={current ? "page" : undefined}
      className={clsx(looks, current ? "bg-accent-soft font-semibold text-accent" : "text-foreground hover:bg-hover")}
    >
      <Bookmark size={18} strokeWidth={current ? 2.2 : 1.8} aria-hidden className={clsx("shrink-0", !current && "text-muted")} />
      <span dir="auto" className="min-w-0 flex-1 truncate text-left">
        {name}
      </span>
    </Link>
  );
}
