"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { FactList } from "@/components/settings/settings-section";
import { Button } from "@/components/ui/button";
import { Spinner } from "@/components/ui/spinner";
import { call } from "@/lib/client/call";
import { limits } from "@/lib/limits";
import { comparePictures } from "@/lib/search/schema";
import { describeComparison, listMeasures } from "./describe-comparison";
import { PictureField } from "./picture-field";

/** What tells one file of this tab from another. */
const nameOf = (file: File | undefined) => file && [file.name, file.size, file.lastModified];

function compareFiles(a: File, b: File, signal: AbortSignal) {
  const tooLarge = [a, b].find((file) => file.size > limits.upload.searchPictureBytesMax);
  if (tooLarge) throw new Error(`“${tooLarge.name}” has more than ${limits.upload.searchPictureBytesMax / 1_048_576} MB.`);
  const form = new FormData();
  form.set("a", a);
  form.set("b", b);
  return call(comparePictures, {}, { signal, body: form });
}

/** Two pictures beside each other, and how alike they are as soon as both are there. */
export function CompareSection() {
  const [a, setA] = useState<File>();
  const [b, setB] = useState<File>();
  const hasBoth = Boolean(a && b);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["compare", nameOf(a), nameOf(b)],
    queryFn: ({ signal }) => (a && b ? compareFiles(a, b, signal) : null),
    enabled: hasBoth,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <>
      <div className="grid grid-cols-2 gap-3 sm:gap-4">
        <PictureField label="First picture" file={a} onFile={setA} />
        <PictureField label="Second picture" file={b} onFile={setB} />
      </div>
      <div aria-live="polite" className="mt-4 min-h-12">
        {!hasBoth && <p className="text-muted text-sm">Both are looked at on this server and not kept.</p>}
        {hasBoth && isFetching && (
          <p className="flex items-center gap-2.5 text-muted text-sm">
            <Spinner size={16} /> Comparing
          </p>
        )}
        {hasBoth && !isFetching && error && (
          <div className="flex flex-wrap items-center gap-3">
            <p className="text-danger">{error.message}</p>
            <Button size="sm" onClick={() => void refetch()}>
              Try again
            </Button>
          </div>
        )}
        {hasBoth && !isFetching && !error && data && (
          <>
            <p className="mb-4 text-pretty font-medium text-lg">{describeComparison(data)}</p>
            <FactList facts={listMeasures(data)} />
          </>
        )}
      </div>
    </>
  );
}
