"use client";

import { useQuery } from "@tanstack/react-query";
import { Dialog } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import type { OutputOf } from "@/lib/api/operation";
import { formatCount } from "@/lib/client/format";
import { explanationQuery } from "@/lib/client/search-query";
import type { SearchWish } from "@/lib/client/search-wish";
import type { explainHit } from "@/lib/search/help-schema";
import { describeExplanation } from "./describe-explanation";

/** Why a search found a picture: which way, at which rank, how similar, which words where. Mounted while it is open. */
export function ExplanationDialog({ wish, imageId, onClose }: { wish: SearchWish; imageId: string; onClose: () => void }) {
  const { data, error } = useQuery(explanationQuery(wish, imageId));
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Why this picture was found" size="sm" readOnly>
      <div aria-live="polite" className="min-h-24">
        {error ? <p className="text-danger text-sm">{error.message}</p> : data ? <Explanation data={data} /> : <Spinner label="Looking" />}
      </div>
    </Dialog>
  );
}

function Explanation({ data }: { data: Omit<OutputOf<typeof explainHit>, "query"> }) {
  return (
    <>
      <p className="font-medium">
        {data.rank === null ? "This search does not find it." : `Number ${formatCount(data.rank)} of ${formatCount(data.of)}.`}
      </p>
      <ul className="mt-3 flex flex-col gap-2.5 text-sm leading-5">
        {describeExplanation(data).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
