"use client";

import { useQuery } from "@tanstack/react-query";
import type { Turn } from "@/lib/client/duplicates/find-turn";
import { findPictureTurn } from "@/lib/client/duplicates/picture-difference";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import type { GroupImage, GroupPair } from "@/lib/duplicates/schema";

/** How the right one of two pictures is turned or mirrored, where their hashes agree in one of the eight turns but do not say in which. */
export function useTurn(left: GroupImage | undefined, right: GroupImage | undefined, pair: GroupPair | null | undefined): Turn | undefined {
  const [leftId = "", rightId = ""] = [left?.id, right?.id];
  const { data } = useQuery({
    queryKey: ["picture-turn", leftId, rightId],
    queryFn: async () => (await findPictureTurn([smallThumbnailUrl(leftId), smallThumbnailUrl(rightId)])) ?? null,
    enabled: pair?.layer === "perceptual" && Boolean(left && right),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (pair?.layer === "perceptual" && data) || undefined;
}
