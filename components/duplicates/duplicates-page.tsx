"use client";

import { CopyCheck, ListChecks } from "lucide-react";
import Link from "next/link";
import { useCallback, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { showError } from "@/components/ui/toast";
import type { OutputOf } from "@/lib/api/operation";
import type { Batch } from "@/lib/client/duplicates/decision-queue";
import type { GroupDecision } from "@/lib/client/duplicates/group-choice";
import type { GroupFilter, GroupList, ListedGroup } from "@/lib/client/duplicates/group-list";
import { toGroupList, useDuplicateGroups } from "@/lib/client/duplicates/use-duplicate-groups";
import { useShortcut } from "@/lib/client/use-shortcut";
import type { listDuplicateGroups } from "@/lib/duplicates/schema";
import type { CompareMode } from "./compare-mode";
import { describeDone } from "./describe-done";
import { describeTotal, kindLabels } from "./describe-kind";
import { DuplicatesHeader } from "./duplicates-header";
import { DuplicatesSkeleton } from "./duplicates-skeleton";
import { GroupFilterBar } from "./group-filter-bar";
import { GroupStrip } from "./group-strip";
import { OpenGroup } from "./open-group";
import { ResolveAll } from "./resolve-all";
import { DuplicatesMenu, ScanLibraryButton } from "./scan-library";
import { offerUndo } from "./undo-offers";
import { preloadGroup } from "./use-compared";
import { useCurrentGroup } from "./use-current-group";
import { useDecisionQueue } from "./use-decision-queue";

type DuplicatesPageProps = { initial: OutputOf<typeof listDuplicateGroups>; filter: GroupFilter };

const noGroups: readonly ListedGroup[] = [];
/** The next part of the list is asked for when fewer than this are left. */
const groupsAhead = 15;

/** All that repeats something, group by group: what came in and waits, and what is in the library. */
export function DuplicatesPage({ initial, filter: initialFilter }: DuplicatesPageProps) {
  const queue = useDecisionQueue();
  const [filter, setFilter] = useState(initialFilter);
  const [first] = useState<GroupList>(() => toGroupList(initial, initialFilter));
  const isFirst = filter.kind === initialFilter.kind && filter.order === initialFilter.order;
  const { list, error, refetch, loadMore } = useDuplicateGroups(queue, filter, isFirst ? first : undefined);
  const groups = list?.groups ?? noGroups;
  const { at, current, go, open, next } = useCurrentGroup(groups);
  const [mode, setMode] = useState<CompareMode>("side");

  const total = list?.total ?? 0;
  useEffect(() => {
    if (at > groups.length - groupsAhead && groups.length < total) void loadMore().catch(showError);
  }, [at, groups.length, total, loadMore]);
  useEffect(() => {
    if (next) preloadGroup(next);
  }, [next]);

  const undo = useCallback(
    (batch: Batch) => {
      const [job] = batch.jobs;
      if (job) open(job.group.id);
      void queue.undo(batch).catch(showError);
    },
    [queue, open],
  );
  const decide = (decision: GroupDecision) => {
    if (!current) return;
    const batch = queue.decide(describeDone(decision), [{ group: current, decision }]);
    offerUndo(batch, () => undo(batch));
  };
  const change = (wanted: GroupFilter) => {
    setFilter(wanted);
    window.history.replaceState(null, "", addressOf(wanted));
  };
  useShortcut("groupNext", () => go(at + 1));
  useShortcut("groupPrevious", () => go(at - 1));
  useShortcut("groupUndo", () => {
    const last = queue.last();
    return last ? undo(last) : false;
  });

  return (
    <>
      <DuplicatesHeader status={list ? describeTotal(total, list.complete) : "Looking for groups…"}>
        <ResolveAll queue={queue} filter={filter} total={total} onUndo={undo} />
        <Button variant="quiet" asChild>
          <Link href="/duplicates/rules">
            <ListChecks size={16} aria-hidden />
            Rules
          </Link>
        </Button>
        <DuplicatesMenu />
      </DuplicatesHeader>
      <GroupFilterBar filter={filter} onChange={change} />
      {error && !list ? (
        <EmptyState title="The groups cannot be loaded" actions={<Button onClick={() => void refetch()}>Try again</Button>}>
          {error.message}
        </EmptyState>
      ) : !list ? (
        <DuplicatesSkeleton />
      ) : current ? (
        <div className="max-lg:pb-16">
          <OpenGroup
            key={`${current.id} ${filter.kind ?? ""}`}
            group={current}
            mode={mode}
            onMode={setMode}
            onDecide={decide}
            onStep={(by) => go(at + by)}
          />
          {groups.length > 1 && <GroupStrip groups={groups} at={at} onGo={go} />}
        </div>
      ) : (
        <NothingToDecide filter={filter} />
      )}
    </>
  );
}

function NothingToDecide({ filter }: { filter: GroupFilter }) {
  if (filter.kind) {
    return (
      <EmptyState icon={<CopyCheck size={24} />} title="No such groups">
        {kindLabels[filter.kind].hint}: there are none to decide about.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<CopyCheck size={24} />} title="Nothing to decide" actions={<ScanLibraryButton />}>
      Pictures that repeat each other, resized, saved again, cropped or nearly the same, are compared here, and you choose which to keep.
    </EmptyState>
  );
}

function addressOf({ kind, order }: GroupFilter): string {
  const query = new URLSearchParams({ ...(kind && { kind }), ...(order === "waiting" && { order }) });
  return query.size > 0 ? `/duplicates?${query}` : "/duplicates";
}
