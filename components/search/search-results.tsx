"use client";

import { CircleHelp, ScanSearch } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import { GridSkeleton } from "@/components/images/grid-skeleton";
import { ImageGrid } from "@/components/images/image-grid";
import { SelectionBar } from "@/components/images/selection-bar";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { Spinner } from "@/components/ui/spinner";
import { ApiError } from "@/lib/client/call";
import { formatCount, formatPictures } from "@/lib/client/format";
import { isListed } from "@/lib/client/search-pages";
import { sendsFiles } from "@/lib/client/search-query";
import { type SearchWish, searchAddressOf, searchWishOf, thingPictureOf } from "@/lib/client/search-wish";
import { Selection } from "@/lib/client/selection";
import { useSearch } from "@/lib/client/use-search";
import type { ImageTile } from "@/lib/images/schema";
import { limits } from "@/lib/limits";
import type { SearchHit, SearchResult } from "@/lib/search/schema";
import { asksNothing } from "@/lib/search/syntax/is-left-out";
import { CoverageNote } from "./coverage-note";
import { describeLikeness } from "./describe-likeness";
import { ExplanationDialog } from "./explanation-dialog";
import { FindThings, ThingSwitch } from "./find-things";
import { describeHit, HitCaption } from "./hit-caption";
import { NothingAsked, NothingFound } from "./nothing-found";
import { OfferedTimes } from "./offered-times";
import { QueryChips } from "./query-chips";
import { QueryPictures } from "./query-pictures";
import { SaveSearch } from "./save-search";

const faultsMax = 3;

/** What a search found, best first. */
export function SearchResults() {
  const asked = searchWishOf(useSearchParams());
  const isUncovered = usePathname() === "/search";
  const [wish, setWish] = useState(asked);
  // The viewer, which lies over this page, has an address of its own: what was asked stays.
  if (isUncovered && JSON.stringify(asked) !== JSON.stringify(wish)) setWish(asked);
  if (!wish) return <NothingAsked />;
  const photograph = thingPictureOf(wish);
  if (wish.things && photograph) return <FindThings wish={wish} photograph={photograph} />;
  return <Results wish={wish} />;
}

function Results({ wish }: { wish: SearchWish }) {
  const router = useRouter();
  const { data, error, isPlaceholderData, refetch, loadMore } = useSearch(wish);
  const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500;
  const isAsked = wish.pictures.length > 0 || !asksNothing(data?.query?.tokens ?? []);
  return (
    <div className="page-x pt-2">
      <h1 className="sr-only">Search</h1>
      <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-2 pb-3">
        <QueryPictures pictures={wish.pictures} onChange={(pictures) => router.replace(searchAddressOf({ ...wish, pictures }))} />
        {thingPictureOf(wish) && <ThingSwitch wish={wish} />}
        {data?.query && !error && <QueryChips wish={wish} line={data.query} stale={isPlaceholderData} />}
        {data?.query && !error && <OfferedTimes wish={wish} line={data.query} stale={isPlaceholderData} />}
        <div className="flex min-w-56 flex-1 items-center gap-4">
          <div className="min-w-0 flex-1" role="status">
            {data && !error && isAsked && <Summary wish={wish} data={data} />}
            {data && !error && <CoverageNote coverage={data.coverage} byPicture={wish.pictures.length > 0} />}
          </div>
          {isPlaceholderData && <Spinner size={16} label="Searching" />}
          <SaveSearch wish={wish} canSave={data !== undefined && !error && isAsked} />
        </div>
        {data && !error && <Faults line={data.query} />}
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
  if (data.nothingFits) return data.hits.length > 0 && <NothingFits wish={wish} />;
  const isAll = isListed(data);
  const shownMax = sendsFiles(wish) ? data.hits.length : isAll ? data.total : limits.page.searchSizeMax;
  const found = (data.total > shownMax ? `The first ${formatCount(shownMax)} of ` : "") + formatPictures(data.total);
  const likeness = describeLikeness(wish.pictures);
  const order = data.hits.length === 0 ? "" : isAll ? ", the newest first" : ", the nearest first";
  return (
    <p className="truncate text-muted text-sm">
      {found} {wish.q ? "for " : likeness}
      {wish.q && <q className="font-semibold text-foreground">{wish.q}</q>}
      {wish.q && likeness && `, ${likeness}`}
      {order}
    </p>
  );
}

/** Over the nearest pictures, when none of them is what was asked for; as high as the row, so that nothing jumps while typing. */
function NothingFits({ wish }: { wish: SearchWish }) {
  return (
    <>
      <h2 className="truncate font-semibold leading-5">{wish.q ? <>Nothing fits “{wish.q}”</> : "Nothing is like this"}</h2>
      <p className="text-muted text-sm leading-5">These are the nearest that there are.</p>
    </>
  );
}

/** What is wrong with the parts of the line that are not understood, or by which nothing can be found; where there are more, their chips say it. */
function Faults({ line }: { line: SearchResult["query"] }) {
  const faults = new Set(line?.tokens.flatMap(({ fault }) => fault ?? []));
  if (faults.size === 0) return null;
  return (
    <div className="flex w-full flex-col gap-0.5 text-pretty text-sm text-warning leading-5">
      {[...faults].slice(0, faultsMax).map((fault) => (
        <p key={fault}>{fault}</p>
      ))}
    </div>
  );
}

type HitsProps = { wish: SearchWish; data: SearchResult; stale: boolean; loadMore: () => Promise<boolean> };

function Hits({ wish, data, stale, loadMore }: HitsProps) {
  const [selection] = useState(() => new Selection());
  const [explained, setExplained] = useState<string>();
  const images = useMemo(() => data.hits.map((hit) => hit.image).filter((image) => image.place === "library"), [data]);
  const hitOf = useMemo(() => new Map<string, SearchHit>(data.hits.map((hit) => [hit.image.id, hit])), [data]);
  const renderCaption = useCallback((image: ImageTile) => <HitCaption hit={hitOf.get(image.id)} />, [hitOf]);
  const describeCaption = useCallback((image: ImageTile) => describeHit(hitOf.get(image.id)), [hitOf]);
  if (images.length === 0) return stale ? <GridSkeleton /> : <NothingFound wish={wish} line={data.query} coverage={data.coverage} />;
  return (
    <div className={stale ? "opacity-60 transition-opacity delay-200 duration-200" : "transition-opacity duration-100"}>
      <SelectionBar
        selection={selection}
        extra={(imageIds, clear) => <HitActions wish={wish} imageIds={imageIds} clear={clear} onExplain={setExplained} />}
      />
      <ImageGrid
        label={
          data.nothingFits
            ? "The nearest pictures"
            : isListed(data)
              ? "Search results, the newest first"
              : "Search results, the nearest first"
        }
        images={images}
        selection={selection}
        loadMore={loadMore}
        renderCaption={renderCaption}
        describeCaption={describeCaption}
      />
      {explained && <ExplanationDialog wish={wish} imageId={explained} onClose={() => setExplained(undefined)} />}
    </div>
  );
}

type HitActionsProps = { wish: SearchWish; imageIds: readonly string[]; clear: () => void; onExplain: (imageId: string) => void };

/** What can be done with pictures that were found, beside the usual. */
function HitActions({ wish, imageIds, clear, onExplain }: HitActionsProps) {
  const router = useRouter();
  const [first] = imageIds;
  const free = limits.search.picturesMax - wish.pictures.length;
  const searchWithThem = () => {
    const added = imageIds.map((imageId) => ({ source: { imageId }, weight: 1 }));
    clear();
    router.push(searchAddressOf({ ...wish, pictures: [...wish.pictures, ...added] }));
  };
  return (
    <>
      {imageIds.length === 1 && first && (
        <IconButton label="Why it was found" icon={<CircleHelp size={20} aria-hidden />} onClick={() => onExplain(first)} />
      )}
      {imageIds.length <= free && (
        <IconButton label="Search with it, too" icon={<ScanSearch size={20} aria-hidden />} onClick={searchWithThem} />
      )}
    </>
  );
}
