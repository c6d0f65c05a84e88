"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type DuplicateGroup, describeGroupImages, type GroupImage, type GroupPair } from "../../duplicates/schema";
import { limits } from "../../limits";
import { call } from "../call";
import { queryKeys } from "../query-keys";
import { listGroupIds } from "./group-choice";

const perPart = 100;
/** What only passes by is not asked for. */
const restMs = 120;
/** The pictures and pairs of a group do not change while it is looked at. */
const keptMs = 5 * 60_000;

/** The pictures of a group, the rest of a large one part by part as it comes into sight. */
export function useGroupImages(group: DuplicateGroup) {
  const ids = useMemo(() => listGroupIds(group), [group]);
  const [parts, setParts] = useState<readonly number[]>([]);
  const thanId = group.suggestedKeepId;
  const answers = useQueries({
    queries: parts.map((part) => ({
      queryKey: queryKeys.groupImages(group.id, thanId, part),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call(describeGroupImages, { imageIds: group.restIds.slice(part * perPart, (part + 1) * perPart), thanId }, { signal }),
      staleTime: keptMs,
    })),
    combine: (results) => results.flatMap(({ data }) => data?.images ?? []),
  });
  const images = useMemo(() => new Map([...group.images, ...answers].map((image) => [image.id, image])), [group, answers]);
  const imageOf = useCallback((id: string | undefined): GroupImage | undefined => (id ? images.get(id) : undefined), [images]);

  const firstRest = group.images.length;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onVisible = useCallback(
    (from: number, until: number) => {
      clearTimeout(timer.current);
      const first = Math.max(0, Math.floor((from - firstRest) / perPart));
      const last = Math.floor((Math.min(until, ids.length) - 1 - firstRest) / perPart);
      if (last < first) return;
      const wanted = Array.from({ length: last - first + 1 }, (_, at) => first + at);
      timer.current = setTimeout(() => {
        setParts((known) => (wanted.every((part) => known.includes(part)) ? known : [...new Set([...known, ...wanted])]));
      }, restMs);
    },
    [firstRest, ids.length],
  );
  return { ids, imageOf, onVisible };
}

/** The evidence that two pictures of a group repeat each other, or null when they only hang together by others; undefined until known. */
export function useGroupPair(group: DuplicateGroup, firstId: string, secondId: string | undefined): GroupPair | null | undefined {
  const find = (pairs: readonly GroupPair[]) =>
    pairs.find(
      ({ imageId, ofImageId }) => (imageId === firstId && ofImageId === secondId) || (imageId === secondId && ofImageId === firstId),
    );
  const found = find(group.pairs);
  const mayBeElsewhere = !found && secondId !== undefined && group.imageCount > limits.duplicates.groupImagesListed;
  const { data } = useQuery({
    queryKey: queryKeys.groupPair(firstId, secondId ?? ""),
    queryFn: ({ signal }) => call(describeGroupImages, { imageIds: [firstId, secondId ?? ""], thanId: firstId }, { signal }),
    enabled: mayBeElsewhere,
    staleTime: keptMs,
  });
  if (found || !mayBeElsewhere) return found ?? null;
  return data && (find(data.pairs) ?? null);
}
