"use client";

import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { ScanSearch } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Spinner } from "@/components/ui/spinner";
import { ApiError } from "@/lib/client/call";
import { formatCount } from "@/lib/client/format";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { recognitionQuery } from "@/lib/client/recognition-query";
import type { PictureSource } from "@/lib/client/search-wish";
import { createListSequence, openImage } from "@/lib/client/sequence";
import type { RecognitionMatch } from "@/lib/recognition/schema";
import { useQueryPicture } from "./use-query-picture";

/** What a photograph shows of the things that are recognised: each where it is, beside its own picture. */
export function RecognisedThings({ source, collectionId }: { source: PictureSource; collectionId: string | undefined }) {
  const { data, error, refetch } = useQuery(recognitionQuery(source, collectionId));
  if (error) return <NotRecognised error={error} isNamed={collectionId !== undefined} retry={() => void refetch()} />;
  if (!data)
    return (
      <p className="flex items-center gap-2 py-8 text-muted text-sm">
        <Spinner size={16} label="Looking for things" /> Looking for things it shows
      </p>
    );
  const { matches, collections, detail } = data;
  if (matches.length === 0) {
    return (
      <EmptyState icon={<ScanSearch size={24} />} title="Nothing recognised" actions={toCollections}>
        {detail} Whether the things of a collection are recognised is a setting of each.
      </EmptyState>
    );
  }
  return (
    <>
      {collections && collections.searched < collections.total && (
        <p className="pb-3 text-muted text-sm">
          The newest {formatCount(collections.searched)} of {formatCount(collections.total)} collections were looked through. Write in: and
          a name to look into another one.
        </p>
      )}
      <Matches source={source} matches={matches} />
    </>
  );
}

const toCollections = (
  <Link href="/collections" className={buttonClass()}>
    To the collections
  </Link>
);

function NotRecognised({ error, isNamed, retry }: { error: Error; isNamed: boolean; retry: () => void }) {
  const code = error instanceof ApiError ? error.code : "";
  const icon = <ScanSearch size={24} />;
  if (code === "no-features")
    return (
      <EmptyState icon={icon} title="There is too little to recognise">
        {error.message}
      </EmptyState>
    );
  if (code === "conflict")
    return (
      <EmptyState
        icon={icon}
        title={isNamed ? "This collection is not looked through" : "No collection is looked through yet"}
        actions={toCollections}
      >
        {isNamed
          ? error.message
          : "Open a collection of covers, labels or paintings and let its things be recognised: a photograph of one then finds its picture."}
      </EmptyState>
    );
  return (
    <EmptyState icon={icon} title="This did not work" actions={<Button onClick={retry}>Try again</Button>}>
      {error.message}
    </EmptyState>
  );
}

function Matches({ source, matches }: { source: PictureSource; matches: readonly RecognitionMatch[] }) {
  const [pointed, setPointed] = useState(0);
  const images = matches.map(({ image }) => image);
  const sequence = createListSequence(() => images);
  return (
    <section aria-label="Recognised things" className="grid items-start gap-6 pb-10 md:grid-cols-[minmax(0,3fr)_minmax(16rem,2fr)]">
      <Photograph source={source} matches={matches} pointed={pointed} />
      <ol className="flex flex-col gap-2">
        {matches.map((match, index) => (
          <li key={`${match.image.id} ${match.quadrilateral[0]?.x} ${match.quadrilateral[0]?.y}`}>
            <Link
              href={`/images/${match.image.id}`}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                openImage(match.image, sequence);
              }}
              onPointerEnter={() => setPointed(index)}
              onFocus={() => setPointed(index)}
              className={clsx(
                "flex items-center gap-3 rounded-lg border p-2",
                index === pointed ? "border-accent bg-accent-soft" : "border-border",
              )}
            >
              {/* biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off. */}
              <img src={smallThumbnailUrl(match.image.id)} alt="" className="size-16 shrink-0 rounded-md bg-placeholder object-cover" />
              <span className="min-w-0">
                <span dir="auto" className="block truncate text-left font-medium">
                  {match.image.originalName}
                </span>
                <span className="mt-0.5 flex items-center gap-2 text-muted text-sm">
                  <Badge tone="accent">{Math.round(match.similarity * 100)} %</Badge>
                  {formatCount(match.inliers)} points agree
                  {match.copies.length > 0 && ` · ${formatCount(match.copies.length)} more like it`}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}

type PhotographProps = { source: PictureSource; matches: readonly RecognitionMatch[]; pointed: number };

/** The photograph with the outline of each thing; the pointed one stands out. */
function Photograph({ source, matches, pointed }: PhotographProps) {
  const { url, isLoading, onBroken } = useQueryPicture(source);
  if (!url)
    return (
      <div className="flex aspect-4/3 w-full items-center justify-center rounded-lg bg-surface-sunken p-6 text-center text-muted text-sm">
        {isLoading ? (
          <Spinner label="Loading the photograph" />
        ) : (
          "The photograph cannot be shown here, so the places of the things are not drawn."
        )}
      </div>
    );
  return (
    <div className="relative mx-auto w-fit overflow-hidden rounded-lg">
      {/* biome-ignore lint/performance/noImgElement: the picture is a local file or a thumbnail of our own. */}
      <img src={url} alt="What was searched with" onError={onBroken} className="block max-h-[70dvh] w-auto max-w-full bg-placeholder" />
      <svg
        viewBox="0 0 1 1"
        preserveAspectRatio="none"
        aria-hidden
        className="absolute inset-0 size-full drop-shadow-[0_0_1.5px_rgb(0_0_0/0.9)]"
      >
        {matches.map(({ image, quadrilateral }, index) => (
          <polygon
            key={`${image.id} ${quadrilateral[0]?.x} ${quadrilateral[0]?.y}`}
            points={quadrilateral.map(({ x, y }) => `${x},${y}`).join(" ")}
            vectorEffect="non-scaling-stroke"
            className={clsx("fill-white/5", index === pointed ? "stroke-[3] stroke-[oklch(0.82_0.13_195)]" : "stroke-2 stroke-white/80")}
          />
        ))}
      </svg>
    </div>
  );
}
