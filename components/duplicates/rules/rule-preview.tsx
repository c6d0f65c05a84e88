"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowRight, Layers2 } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { showError } from "@/components/ui/toast";
import { call } from "@/lib/client/call";
import { formatCount, formatPictures } from "@/lib/client/format";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { queryKeys } from "@/lib/client/query-keys";
import { type PlannedGroup, previewDuplicateRules } from "@/lib/duplicates/rules/schema";
import type { ImageTile } from "@/lib/images/schema";

type RulePreviewProps = {
  /** Another one: the rules have changed. */
  version: string;
  onApply: (token: string) => Promise<void>;
  onClose: () => void;
};
const pageSize = 20;
const othersShown = 8;

/** Exactly what the rules would do now, and the button that does it. */
export function RulePreview({ version, onApply, onClose }: RulePreviewProps) {
  const [busy, setBusy] = useState(false);
  const { data, error, refetch, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: queryKeys.duplicateRulePreview(version),
    queryFn: ({ signal, pageParam }) => call(previewDuplicateRules, { page: pageParam, limit: pageSize }, { signal }),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.page * pageSize < last.total ? last.page + 1 : undefined),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const first = data?.pages[0];
  const apply = async () => {
    if (!first) return;
    setBusy(true);
    await onApply(first.token).catch((thrown: unknown) => {
      showError(thrown);
      void refetch();
    });
    setBusy(false);
  };
  if (error) {
    return (
      <Panel onClose={onClose}>
        <p role="alert" className="text-danger text-sm">
          {error.message}
        </p>
        <Button className="mt-3" onClick={() => void refetch()}>
          Try again
        </Button>
      </Panel>
    );
  }
  if (!first) {
    return (
      <Panel onClose={onClose}>
        <p className="flex items-center gap-2 text-muted">
          <Spinner size={16} /> Looking at every pair of duplicates…
        </p>
      </Panel>
    );
  }
  return (
    <Panel onClose={onClose}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status">{describePlan(first)}</p>
        {first.total > 0 && (
          <Button variant="primary" busy={busy} disabled={isFetching} onClick={() => void apply()}>
            Do this now
          </Button>
        )}
      </div>
      {first.trashCount > 0 && (
        <p className="mt-1 text-muted text-sm">
          What is kept takes over collections, tags, stars, descriptions and, where it has none or a weaker one, title, position and time of
          what goes.
        </p>
      )}
      <ul className="mt-3 divide-y divide-border">
        {data?.pages
          .flatMap((page) => page.groups)
          .map((group) => (
            <Planned key={group.keep.id + group.ruleId} group={group} />
          ))}
      </ul>
      {hasNextPage && (
        <Button variant="quiet" className="mt-3" busy={isFetching} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
    </Panel>
  );
}

function describePlan({
  total,
  trashCount,
  stackCount,
  complete,
}: {
  total: number;
  trashCount: number;
  stackCount: number;
  complete: boolean;
}): string {
  if (total === 0) return "Nothing: no undecided duplicates fit these rules.";
  const parts = [
    trashCount > 0 && `${formatPictures(trashCount)} would go to the trash`,
    stackCount > 0 && `${formatPictures(stackCount)} would be stacked under another`,
  ].filter(Boolean);
  const groups = `${formatCount(total)} ${total === 1 ? "group" : "groups"}`;
  return `${groups}: ${parts.join(", and ")}.${complete ? "" : " More remain for a second time."}`;
}

function Panel({ onClose, children }: { onClose: () => void; children: React.ReactNode }) {
  return (
    <section aria-label="What the rules would do" className="rounded-lg border border-border bg-surface p-4">
      <header className="mb-2 flex items-center justify-between gap-3">
        <h2 className="font-semibold">What would happen</h2>
        <Button variant="quiet" size="sm" onClick={onClose}>
          Close
        </Button>
      </header>
      {children}
    </section>
  );
}

function Planned({ group }: { group: PlannedGroup }) {
  const { action, keep, others, ruleName } = group;
  const more = others.length - othersShown;
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <figure className="flex flex-col gap-1">
          <Picture image={keep} looks="outline-2 outline-success" />
          <figcaption className="text-muted text-xs">{action === "keep" ? "Kept" : "Shown"}</figcaption>
        </figure>
        {action === "keep" ? (
          <ArrowRight size={16} className="rotate-180 text-muted" aria-hidden />
        ) : (
          <Layers2 size={16} className="text-muted" aria-hidden />
        )}
        <figure className="flex min-w-0 flex-col gap-1">
          <div className="flex flex-wrap gap-1.5">
            {others.slice(0, othersShown).map((image) => (
              <Picture key={image.id} image={image} looks={action === "keep" ? "opacity-60" : ""} />
            ))}
            {more > 0 && <span className="self-center px-1 text-muted text-sm">and {formatCount(more)} more</span>}
          </div>
          <figcaption className="text-muted text-xs">{action === "keep" ? "To the trash" : "Stacked under it"}</figcaption>
        </figure>
        <p className="ml-auto max-w-64 truncate text-muted text-xs">{ruleName}</p>
      </div>
    </li>
  );
}

function Picture({ image, looks }: { image: ImageTile; looks: string }) {
  return (
    <a href={`/images/${image.id}`} target="_blank" rel="noreferrer" title={image.originalName}>
      {/* biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off. */}
      <img
        src={smallThumbnailUrl(image.id)}
        alt={image.originalName}
        loading="lazy"
        className={`size-16 rounded-sm bg-placeholder object-cover ${looks}`}
      />
    </a>
  );
}
