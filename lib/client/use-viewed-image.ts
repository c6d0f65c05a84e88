"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { getImage, type ImageTile, type ImageView } from "../images/schema";
import { call } from "./call";
import { largeThumbnailUrl } from "./image-address";
import { queryKeys } from "./query-keys";
import { findOpened, findSeen, type Sequence } from "./sequence";
import { createTimelineSequence } from "./timeline-query";

type Around = { of: string; previous: ImageTile | undefined; next: ImageTile | undefined };

export type ViewedImage = {
  /** Known at once when it was opened from a list. */
  tile: ImageTile | undefined;
  view: ImageView | undefined;
  error: Error | null;
  previous: ImageTile | undefined;
  next: ImageTile | undefined;
  /** The neighbour, also when it is not known yet. */
  find: (step: 1 | -1) => Promise<ImageTile | undefined>;
};

/** The image in the viewer, everything known of it, and its neighbours, whose pictures are loaded ahead. */
export function useViewedImage(imageId: string): ViewedImage {
  const queryClient = useQueryClient();
  const timeline = useMemo(() => createTimelineSequence(queryClient, false), [queryClient]);
  const { data: view, error } = useQuery({
    queryKey: queryKeys.image(imageId),
    queryFn: ({ signal }) => call(getImage, { imageId }, { signal }),
  });
  const opened = findOpened();
  const tile = view ?? findSeen(imageId);
  const sequence = opened?.sequence ?? timeline;
  const around = useAround(tile, sequence);
  const find = async (step: 1 | -1) =>
    around ? (step === 1 ? around.next : around.previous) : tile && findNeighbour(sequence, tile, step);
  return { tile, view, error, previous: around?.previous, next: around?.next, find };
}

/** A shot that is stacked has the neighbours of its cover where a list shows only that. */
async function findNeighbour(sequence: Sequence, tile: ImageTile, step: 1 | -1): Promise<ImageTile | undefined> {
  const { stack } = tile as Partial<ImageView>;
  const cover = stack && stack.coverId !== tile.id ? findSeen(stack.coverId) : undefined;
  return (await sequence.neighbour(tile, step)) ?? (cover && sequence.neighbour(cover, step));
}

function useAround(tile: ImageTile | undefined, sequence: Sequence): Around | undefined {
  const [around, setAround] = useState<Around>();
  const id = tile?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: neighbours belong to the image, however often its details change.
  useEffect(() => {
    if (!tile) return;
    let current = true;
    const find = (step: 1 | -1) => findNeighbour(sequence, tile, step).catch(() => undefined);
    void Promise.all([find(-1), find(1)]).then(([previous, next]) => {
      if (!current) return;
      setAround({ of: tile.id, previous, next });
      for (const neighbour of [next, previous]) if (neighbour?.thumbhash) new Image().src = largeThumbnailUrl(neighbour.id);
    });
    return () => {
      current = false;
    };
  }, [id, sequence]);
  return around?.of === id ? around : undefined;
}
