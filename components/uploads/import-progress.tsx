"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Progress } from "@/components/ui/progress";
import { showError } from "@/components/ui/toast";
import { call } from "@/lib/client/call";
import { formatCount } from "@/lib/client/format";
import { queryKeys } from "@/lib/client/query-keys";
import { cancelImport, type ImportView, listImportFiles } from "@/lib/uploads/schema";

const reportedMax = 100;

/** The latest imports, those that run with their progress. */
export function ImportProgress({ imports }: { imports: readonly ImportView[] }) {
  if (imports.length === 0) return null;
  return (
    <section aria-label="Latest imports" className="mt-5">
      <h3 className="font-semibold text-sm">Latest imports</h3>
      <ul className="divide-y divide-border">
        {imports.map((one) => (
          <li key={one.id} className="py-3">
            <ImportItem view={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ImportItem({ view }: { view: ImportView }) {
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
        {rejected > 0 && (
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
      {showsReport && <RejectedFiles importId={view.id} />}
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
    duplicate > 0 && `${formatCount(duplicate)} already here`,
    rejected > 0 && `${formatCount(rejected)} refused`,
    ignored > 0 && `${formatCount(ignored)} left out`,
  ];
  return [heads[view.status], ...parts.filter(Boolean)].join(" · ");
}

function RejectedFiles({ importId }: { importId: string }) {
  const report = useQuery({
    queryKey: [...queryKeys.imports, importId, "rejected"],
    queryFn: ({ signal }) => call(listImportFiles, { importId, status: "rejected", limit: reportedMax }, { signal }),
  });
  return (
    <ul className="mt-2 flex max-h-48 flex-col gap-1.5 overflow-y-auto rounded-md bg-surface-sunken p-3 text-xs leading-4">
      {report.data?.files.map((file) => (
        <li key={file.relativePath}>
          <span className="break-all font-medium">{file.relativePath}</span> <span className="text-muted">{file.reason}</span>
        </li>
      ))}
    </ul>
  );
}
