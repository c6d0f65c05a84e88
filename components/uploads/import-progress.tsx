"use client";

import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { showError } from "@/components/ui/toast";
import { call } from "@/lib/client/call";
import { formatCount } from "@/lib/client/format";
import { queryKeys } from "@/lib/client/query-keys";
import { cancelImport, type ImportView, listImportFiles } from "@/lib/uploads/schema";

const reportedMax = 100;

/** The latest imports, those that run with their progress; `onShow` when a picture of theirs is opened. */
export function ImportProgress({ imports, onShow }: { imports: readonly ImportView[]; onShow?: () => void }) {
  if (imports.length === 0) return null;
  return (
    <section aria-label="Latest imports" className="mt-5">
      <h3 className="font-semibold text-sm">Latest imports</h3>
      <ul className="divide-y divide-border">
        {imports.map((one) => (
          <li key={one.id} className="py-3">
            <ImportItem view={one} onShow={() => onShow?.()} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type ImportProps = { view: ImportView; onShow: () => void };

function ImportItem({ view, onShow }: ImportProps) {
  const [showsReport, setShowsReport] = useState(false);
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => call(cancelImport, { importId: view.id }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.imports }),
    onError: (error) => showError(error),
  });
  const { waiting, created, duplicate, rejected } = view.counts;
  const over = created + duplicate + rejected;
  const runs = view.status === "waiting" || view.status === "scanning" || view.status === "importing";
  return (
    <>
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 truncate text-sm" title={view.folder}>
          {view.folder}
        </p>
        {runs && (
          <Button size="sm" variant="quiet" busy={cancel.isPending} onClick={() => cancel.mutate()}>
            Stop
          </Button>
        )}
        {rejected + duplicate > 0 && (
          <Button size="sm" variant="quiet" aria-expanded={showsReport} onClick={() => setShowsReport(!showsReport)}>
            Report
          </Button>
        )}
      </div>
      {runs && (
        <Progress
          label={`Import of ${view.folder}`}
          className="my-1.5"
          {...(view.status === "importing" && { value: over / Math.max(1, over + waiting) })}
        />
      )}
      <p className="tabular text-muted text-sm leading-5">{describeImport(view)}</p>
      {showsReport && <LeftFiles view={view} onShow={onShow} />}
    </>
  );
}

/** "Importing: 12 of 340 · 10 added · 2 already here", in the past once it is over. */
function describeImport(view: ImportView): string {
  const { waiting, created, duplicate, rejected, ignored } = view.counts;
  const over = created + duplicate + rejected;
  const heads: Record<ImportView["status"], string> = {
    waiting: "Waiting to start",
    scanning: "Looking through the folder",
    importing: `${formatCount(over)} of ${formatCount(over + waiting)}`,
    done: "Finished",
    failed: view.failureReason ?? "Failed",
    cancelled: "Stopped",
  };
  const parts = [
    created > 0 && `${formatCount(created)} added`,
    duplicate > 0 && `${formatCount(duplicate)} ${duplicate === 1 ? "duplicate" : "duplicates"}`,
    rejected > 0 && `${formatCount(rejected)} refused`,
    ignored > 0 && `${formatCount(ignored)} left out`,
  ];
  return [heads[view.status], ...parts.filter(Boolean)].join(" · ");
}

const leftStatuses = ["rejected", "duplicate"] as const;

/** Files that did not become pictures, each with why, and with the picture that it repeats. */
function LeftFiles({ view, onShow }: ImportProps) {
  const { rejected, duplicate } = view.counts;
  const reports = useQueries({
    queries: leftStatuses.map((status) => ({
      queryKey: [...queryKeys.imports, view.id, status, view.counts[status]],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        call(listImportFiles, { importId: view.id, status, limit: reportedMax }, { signal }),
    })),
  });
  const files = reports.flatMap(({ data }) => data?.files ?? []);
  const further = rejected + duplicate - files.length;
  return (
    <ul className="mt-2 flex max-h-48 flex-col gap-1.5 overflow-y-auto rounded-md bg-surface-sunken p-3 text-xs leading-4">
      {files.map((file) => (
        <li key={file.relativePath}>
          <span className="break-all font-medium">{file.relativePath}</span> <span className="text-muted">{file.reason}</span>
          {file.ofImageId && (
            <>
              {" "}
              <Link href={`/images/${file.ofImageId}`} onClick={onShow} className="text-accent underline">
                Show it
              </Link>
            </>
          )}
        </li>
      ))}
      {reports.every(({ isSuccess }) => isSuccess) && further > 0 && <li className="text-muted">And {formatCount(further)} more</li>}
    </ul>
  );
}
