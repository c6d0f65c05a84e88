"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import { GridSkeleton } from "@/components/images/grid-skeleton";
import { ImageGrid } from "@/components/images/image-grid";
import { SelectionBar } from "@/components/images/selection-bar";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Spinner } from "@/components/ui/spinner";
import { ApiError } from "@/lib/client/call";
import { formatPictures } from "@/lib/client/format";
import { type SearchWish, searchPageSize, searchQuery, searchWishOf } from "@/lib/client/search-query";
import { Selection } from "@/lib/client/selection";
import type { ImageTile } from "@/lib/images/schema";
import { limits } from "@/lib/limits";
import type { SearchHit, SearchResult } from "@/lib/search/schema";
import { CoverageNote } from "./coverage-note";
import { describeHit, HitCaption } from "./hit-caption";
import { NothingAsked, NothingFound } from "./nothing-found";
import { QueryPictureAside } from "./query-picture-aside";

/** What a search found, best first. */
export function SearchResults() {
  const asked = searchWishOf(useSearchParams());
  const isUncovered = usePathname() === "/search";
  const [wish, setWish] = useState(asked);
  // The viewer, which lies over this page, has an address of its own: what was asked stays.
  if (isUncovered && JSON.stringify(asked) !== JSON.stringify(wish)) setWish(asked);
  if (!wish) return <NothingAsked />;
  return <Results wish={wish} />;
}

function Results({ wish }: { wish: SearchWish }) {
  const key = JSON.stringify(wish);
  const [more, setMore] = useState({ key, limit: searchPageSize });
  const limit = more.key === key ? more.limit : searchPageSize;
  const queryClient = useQueryClient();
  const { data, error, isPlaceholderData, refetch } = useQuery({ ...searchQuery(wish, limit), placeholderData: keepPreviousData });
  const loadMore = async () => {
    const next = Math.min(limit * 3, limits.page.searchSizeMax);
    if (wish.by === "picture" || next <= limit || (data?.hits.length ?? 0) < limit) return false;
    await queryClient.prefetchQuery(searchQuery(wish, next));
    setMore({ key, limit: next });
    return true;
  };
  const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return (
    <div className="page-x pt-2">
      <h1 className="sr-only">Search</h1>
      <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-2 pb-3">
        <QueryPictureAside wish={wish} />
        <div className="min-w-0 flex-1" role="status">
          {data && !error && <Summary wish={wish} data={data} />}
          {data && !error && <CoverageNote coverage={data.coverage} byPicture={wish.by !== "text"} />}
        </div>
        {isPlaceholderData && <Spinner size={16} label="Searching" />}
      </div>
      {error ? (
        <EmptyState
          title={
            error instanceof ApiError && error.status >= 400 && error.status < 500
              ? "This cannot be searched for"
              : "The search did not work"
          }
          actions={!isRefused && <Button onClick={() => void refetch()}>Try again</Button>}
        >
          {(error instanceof ApiError && error.fieldErrors?.q) || error.message}
        </EmptyState>
      ) : data ? (
        <Hits wish={wish} data={data} stale={isPlaceholderData} loadMore={loadMore} />
      ) : (
        <GridSkeleton />
      )}
    </div>
  );
}

function Summary({ wish, data }: { wish: SearchWish; data: SearchResult }) {
  const found = formatPictures(data.hits.length);
  const text =
    wish.by === "text" ? (
      <>
        {found} for <q className="font-semibold text-foreground">{wish.q}</q>, the nearest first
      </>
    ) : (
      <>{found} like this, the nearest first</>
    );
  return <p className="truncate text-muted text-sm">{text}</p>;
}

type HitsProps = { wish: SearchWish; data: SearchResult; stale: boolean; loadMore: () => Promise<boolean> };

function Hits({ wish, data, stale, loadMore }: HitsProps) {
  const [selection] = useState(() => new Selection());
  const images = useMemo(() => data.hits.map((hit) => hit.image).filter((image) => image.place === "library"), [data]);
  const hitOf = useMemo(() => new Map<string, SearchHit>(data.hits.map((hit) => [hit.image.id, hit])), [data]);
  const renderCaption = useCallback((image: ImageTile) => <HitCaption hit={hitOf.get(image.id)} />, [hitOf]);
  const describeCaption = useCallback((image: ImageTile) => describeHit(hitOf.get(image.id)), [hitOf]);
  if (images.length === 0) return stale ? <GridSkeleton /> : <NothingFound wish={wish} coverage={data.coverage} />;
  return (
    <div className={stale ? "opacity-60 transition-opacity delay-200 duration-200" : "transition-opacity duration-100"}>
      <SelectionBar selection={selection} />
      <ImageGrid
        label="Search results, the nearest first"
        images={images}
        selection={selection}
        loadMore={loadMore}
        renderCaption={renderCaption}
        describeCaption={describeCaption}
      />
    </div>
  );
}
