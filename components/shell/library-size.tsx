"use client";

import { formatPictures } from "@/lib/client/format";
import { useCounts } from "@/lib/client/use-counts";

/** How many pictures there are, at the foot of the side bar. */
export function LibrarySize() {
  const counts = useCounts();
  return <p className="tabular h-5 px-3 text-muted text-xs leading-5">{counts ? formatPictures(counts.library) : ""}</p>;
}
