"use client";

import { CircleCheck, RotateCcw } from "lucide-react";
import { useState } from "react";
import { TilePicture } from "@/components/images/tile-picture";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { Progress } from "@/components/ui/progress";
import { showError, showMessage } from "@/components/ui/toast";
import { formatCount, formatPictures } from "@/lib/client/format";
import { createListSequence, openImage } from "@/lib/client/sequence";
import { type Processing, useProcessing, type WorkProgress } from "@/lib/client/use-processing";
import type { ImageTile } from "@/lib/images/schema";
import { FailedList } from "./failed-list";
import { formatLeft } from "./format-left";
import { Imports } from "./imports";

type ProcessingPageProps = {
  initial: Processing;
  searchModel: { status: "ready" | "missing"; reason: string | null };
  isAdministrator: boolean;
};

/** What waits, what runs and what failed of the pictures that came in. */
export function ProcessingPage({ initial, searchModel, isAdministrator }: ProcessingPageProps) {
  const { data, progress, retry } = useProcessing(initial);
  const [retrying, setRetrying] = useState<ReadonlySet<string> | "all">();
  const onRetry = async (imageIds?: readonly string[]) => {
    setRetrying(imageIds ? new Set(imageIds) : "all");
    try {
      await retry(imageIds);
      showMessage(imageIds ? "The picture waits to be processed again" : "All of them wait to be processed again");
    } catch (error) {
      showError(error);
    } finally {
      setRetrying(undefined);
    }
  };
  const { counts } = data;
  return (
    <>
      <PageHeader title="Processing" />
      <div className="page-x flex flex-col gap-10">
        <div>
          <Work progress={progress} data={data} />
          <Counts counts={counts} />
          {counts.outdated > 0 && (
            <p className="mt-3 max-w-prose text-pretty text-muted text-sm">
              {formatPictures(counts.outdated)} {counts.outdated === 1 ? "is" : "are"} gone through again, for a new step or a scan for
              duplicates. Nothing is taken away meanwhile.
            </p>
          )}
          {counts.withoutEmbedding > 0 && (
            <p className="mt-3 max-w-prose text-pretty text-muted text-sm">
              {searchModel.status === "missing"
                ? `Search by content needs a model: ${searchModel.reason ?? "none is installed."} What waits for it is read when it arrives.`
                : `${formatPictures(counts.withoutEmbedding)} ${counts.withoutEmbedding === 1 ? "has" : "have"} no embedding yet, so search does not see what ${counts.withoutEmbedding === 1 ? "it shows" : "they show"}.`}
            </p>
          )}
        </div>
        {data.running.length > 0 && <Running images={data.running} />}
        {data.failed.length > 0 && (
          <section aria-labelledby="failed">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <h2 id="failed" className="font-semibold text-lg">
                Could not be processed
              </h2>
              <Button size="sm" icon={<RotateCcw size={15} aria-hidden />} busy={retrying === "all"} onClick={() => void onRetry()}>
                Retry all
              </Button>
            </div>
            <FailedList images={data.failed} total={counts.failed} retrying={retrying} onRetry={(id) => void onRetry([id])} />
          </section>
        )}
        {isAdministrator && <Imports />}
        <Steps steps={data.steps} />
      </div>
    </>
  );
}

function Work({ progress, data }: { progress: WorkProgress | undefined; data: Processing }) {
  if (!progress) {
    return (
      <p className="flex h-12 items-center gap-2.5 font-medium" role="status">
        <CircleCheck size={20} aria-hidden className="shrink-0 text-success" />
        {data.counts.processed === 0 ? "Nothing waits. Pictures that come in are worked on here." : "Everything is done."}
      </p>
    );
  }
  const { done, of, leftS } = progress;
  return (
    <div className="flex h-12 flex-col justify-center gap-2">
      <div className="flex items-baseline justify-between gap-4 text-sm">
        <p className="tabular font-medium">
          {formatCount(done)} of {formatPictures(of)}
        </p>
        <p className="text-muted">{leftS === undefined ? "Working" : `${formatLeft(leftS)} left`}</p>
      </div>
      <Progress label="Pictures processed" value={done / of} className="h-1.5" />
    </div>
  );
}

function Counts({ counts }: { counts: Processing["counts"] }) {
  const items = [
    { label: "Waiting", count: counts.waiting },
    { label: "Running", count: counts.running },
    { label: "Failed", count: counts.failed, tone: counts.failed > 0 ? "text-danger" : "" },
    { label: "Done", count: counts.processed },
  ];
  return (
    <dl className="mt-3 grid grid-cols-4 divide-x divide-border border-border border-y">
      {items.map((item) => (
        <div key={item.label} className="flex flex-col-reverse px-3 py-3 first:pl-0 sm:px-5">
          <dt className="text-muted text-sm">{item.label}</dt>
          <dd className={`tabular font-semibold text-xl leading-7 ${item.tone ?? ""}`}>{formatCount(item.count)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Running({ images }: { images: readonly ImageTile[] }) {
  const sequence = createListSequence(() => images);
  const shown = images.slice(0, 12);
  return (
    <section aria-labelledby="running">
      <h2 id="running" className="mb-3 font-semibold text-lg">
        At work on
      </h2>
      <ul className="flex flex-wrap gap-3">
        {shown.map((image) => (
          <li key={image.id} className="w-24 min-w-0">
            <a
              href={`/images/${image.id}`}
              aria-label={`Open ${image.originalName}`}
              onClick={(event) => {
                event.preventDefault();
                openImage(image, sequence);
              }}
              className="block size-24 overflow-hidden rounded-md"
            >
              <TilePicture image={image} />
            </a>
            <p className="mt-1 truncate text-muted text-xs">{image.originalName}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Steps({ steps }: { steps: Processing["steps"] }) {
  return (
    <section aria-labelledby="steps" className="border-border border-t pt-6">
      <h2 id="steps" className="font-semibold text-lg">
        What happens to a picture
      </h2>
      <ol className="mt-3 grid gap-x-8 gap-y-2 text-sm sm:grid-cols-2 xl:grid-cols-3">
        {steps.map((step, index) => (
          <li key={step.name} className="flex items-baseline gap-3">
            <span className="tabular w-4 text-right text-muted">{index + 1}</span>
            <span className="flex-1">{step.title}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
