"use client";

import { useQuery } from "@tanstack/react-query";
import { Dialog } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import type { OutputOf } from "@/lib/api/operation";
import { call } from "@/lib/client/call";
import { formatCount } from "@/lib/client/format";
import { queryKeys } from "@/lib/client/query-keys";
import { localDay } from "@/lib/client/search-query";
import { explainHit } from "@/lib/search/help-schema";
import { describeExplanation } from "./describe-explanation";

/** Why a search found a picture: which way, at which rank, how similar, which words where. Mounted while it is open. */
export function ExplanationDialog({ q, imageId, onClose }: { q: string; imageId: string; onClose: () => void }) {
  const input = { q, imageId, today: localDay() };
  const { data, error } = useQuery({
    queryKey: queryKeys.explanation(input),
    queryFn: ({ signal }) => call(explainHit, input, { signal }),
  });
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Why this picture was found" size="sm" readOnly>
      <div aria-live="polite" className="min-h-24">
        {error ? <p className="text-danger text-sm">{error.message}</p> : data ? <Explanation data={data} /> : <Spinner label="Looking" />}
      </div>
    </Dialog>
  );
}

function Explanation({ data }: { data: OutputOf<typeof explainHit> }) {
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
