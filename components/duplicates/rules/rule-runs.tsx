"use client";

import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Instant } from "@/components/ui/instant";
import { formatPictures } from "@/lib/client/format";
import type { DuplicateRuleRun } from "@/lib/duplicates/rules/schema";

type RuleRunsProps = { runs: readonly DuplicateRuleRun[]; onUndo: (runId: string) => Promise<void> };

/** What rules did, and the way back. */
export function RuleRuns({ runs, onUndo }: RuleRunsProps) {
  if (runs.length === 0) return null;
  return (
    <section className="page-x mt-8 pb-10" aria-labelledby="rule-runs">
      <h2 id="rule-runs" className="font-semibold">
        What rules did
      </h2>
      <p className="mt-0.5 text-muted text-sm">All of it can be undone for 30 days; what you have changed since stays as you left it.</p>
      <ul className="mt-3 divide-y divide-border border-border border-y">
        {runs.map((run) => (
          <Run key={run.id} run={run} onUndo={onUndo} />
        ))}
      </ul>
    </section>
  );
}

function Run({ run, onUndo }: { run: DuplicateRuleRun } & Pick<RuleRunsProps, "onUndo">) {
  const [busy, setBusy] = useState(false);
  const undo = async () => {
    setBusy(true);
    await onUndo(run.id);
    setBusy(false);
  };
  const did = [
    run.trashCount > 0 && `${formatPictures(run.trashCount)} to the trash`,
    run.stackCount > 0 && `${formatPictures(run.stackCount)} stacked`,
  ].filter(Boolean);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{did.join(", ")}</span>
          {run.automatic && <Badge tone="neutral">alone</Badge>}
        </p>
        <p className="mt-0.5 text-muted text-sm">
          <Instant at={run.appliedAt} /> · {run.ruleNames.join(", ")}
        </p>
      </div>
      {run.undoUntil ? (
        <Button size="sm" busy={busy} onClick={() => void undo()}>
          Undo all of it
        </Button>
      ) : (
        <span className="text-muted text-sm">{run.undoneAt ? "Undone" : "Too long ago to undo"}</span>
      )}
    </li>
  );
}
