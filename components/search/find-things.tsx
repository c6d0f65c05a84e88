"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { EmptyState } from "@/components/ui/empty-state";
import { Switch } from "@/components/ui/switch";
import { searchQuery } from "@/lib/client/search-query";
import { type PictureSource, type SearchWish, searchAddressOf } from "@/lib/client/search-wish";
import type { QueryToken } from "@/lib/search/syntax/query";
import { QueryChips } from "./query-chips";
import { QueryPictures } from "./query-pictures";
import { RecognisedThings } from "./recognised-things";

/** What the one picture shows of the things that are recognised, in place of pictures like it; `in:` of the line says where to look. */
export function FindThings({ wish, photograph }: { wish: SearchWish; photograph: PictureSource }) {
  const { q } = wish;
  const router = useRouter();
  // Only the server knows which collection a name means.
  const { data, error, isPlaceholderData } = useQuery({ ...searchQuery({ q, pictures: [] }, 1), enabled: q !== "" });
  const line = q === "" ? undefined : data?.query;
  const tokens = line?.tokens ?? [];
  const place = tokens.find(isPlace);
  const collectionId = place?.value?.of === "collection" ? place.value.collectionId : undefined;
  const others = tokens.filter((token) => token !== place);
  return (
    <div className="page-x pt-2">
      <h1 className="sr-only">Search</h1>
      <div className="flex min-h-10 flex-wrap items-center gap-x-4 gap-y-2 pb-3">
        <QueryPictures pictures={wish.pictures} onChange={(pictures) => router.replace(searchAddressOf({ ...wish, pictures }))} />
        <ThingSwitch wish={wish} />
        {line && <QueryChips wish={wish} line={line} stale={isPlaceholderData} />}
        {others.length > 0 && (
          <p role="status" className="w-full text-pretty text-muted text-sm">
            Of the line only one collection counts, like in:Records, while this thing is looked for.
          </p>
        )}
      </div>
      {place?.fault ? (
        <EmptyState title="Nothing is looked through">{place.fault}</EmptyState>
      ) : (
        (q === "" || line || error) && <RecognisedThings source={photograph} collectionId={collectionId} />
      )}
    </div>
  );
}

const isPlace = ({ kind, negated, text }: QueryToken) => kind === "in" && !negated && text !== "";

/** Looks for the thing that the one picture shows, or for pictures like it. */
export function ThingSwitch({ wish }: { wish: SearchWish }) {
  const router = useRouter();
  const { things, ...others } = wish;
  return (
    <Switch
      label="Find this thing"
      checked={things === true}
      onCheckedChange={(isOn) => router.replace(searchAddressOf(isOn ? { ...others, things: true } : others))}
    />
  );
}
