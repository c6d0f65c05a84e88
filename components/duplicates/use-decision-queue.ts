"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { showError } from "@/components/ui/toast";
import { beginActivity, pokeChanges } from "@/lib/client/activity";
import { renewImages } from "@/lib/client/apply-changes";
import { ApiError } from "@/lib/client/call";
import { DecisionQueue } from "@/lib/client/duplicates/decision-queue";
import { changeLists, type ListedGroup, withGroups, withoutGroups } from "@/lib/client/duplicates/group-list";
import { sendDecision, undoDecision } from "@/lib/client/duplicates/send-decision";
import type { DuplicateGroup } from "@/lib/duplicates/schema";
import { endOffer } from "./undo-offers";

/** One queue for each cache, so that what is on its way outlives the page. */
const queues = new WeakMap<QueryClient, DecisionQueue>();

/** So many unsent decisions are sent on the way out; with more of them the browser asks before it leaves. */
const sentOnLeavingMax = 20;

/** The queue of decisions of this tab. */
export function useDecisionQueue(): DecisionQueue {
  const queryClient = useQueryClient();
  const known = queues.get(queryClient);
  const queue = known ?? createQueue(queryClient);
  if (!known) queues.set(queryClient, queue);
  useEffect(() => sendBeforeLeaving(queue), [queue]);
  return queue;
}

function createQueue(queryClient: QueryClient): DecisionQueue {
  return new DecisionQueue({
    send: (decided) => sendDecision(decided.decision),
    undo: (decided) => undoDecision(decided.decision),
    hide: (groups) => {
      for (const [kind, listed] of byKind(groups)) {
        const ids = new Set(listed.map(({ id }) => id));
        changeLists(queryClient, kind, (list) => withoutGroups(list, ids));
      }
      queryClient.removeQueries({ queryKey: ["duplicate-groups"], type: "inactive" });
    },
    show: (groups) => {
      for (const [kind, listed] of byKind(groups)) changeLists(queryClient, kind, (list, order) => withGroups(list, listed, order));
    },
    ended: endOffer,
    failed: ({ group }, error) => {
      showError(describeFailure(group, error));
      if (hasChanged(error)) void queryClient.invalidateQueries({ queryKey: ["duplicate-groups"] });
    },
    settled: () => {
      renewImages(queryClient);
      pokeChanges();
    },
  });
}

function byKind(groups: readonly DuplicateGroup[]): Map<ListedGroup["listedAs"], ListedGroup[]> {
  const kinds = new Map<ListedGroup["listedAs"], ListedGroup[]>();
  for (const group of groups as readonly ListedGroup[]) {
    const others = kinds.get(group.listedAs);
    if (others) others.push(group);
    else kinds.set(group.listedAs, [group]);
  }
  return kinds;
}

/** Whether the group is no longer what the page showed: it was decided about elsewhere, or a picture of it is gone. */
function hasChanged(error: unknown): boolean {
  return error instanceof ApiError && (error.code === "conflict" || error.code === "not-found");
}

function describeFailure(group: DuplicateGroup, error: unknown): Error {
  const [first] = group.images;
  const words = error instanceof Error ? error.message : String(error);
  const what = hasChanged(error) ? "has changed meanwhile" : "is back";
  return new Error(`${first ? `The group of ${first.originalName}` : "A group"} ${what}: ${words}`);
}

function sendBeforeLeaving(queue: DecisionQueue): () => void {
  const warn = (event: BeforeUnloadEvent) => {
    if (queue.unsent() > sentOnLeavingMax) event.preventDefault();
  };
  const send = () => {
    for (const { decision } of queue.takeUnsent()) void sendDecision(decision, { keepalive: true });
  };
  let endActivity: (() => void) | undefined;
  const stop = queue.subscribe(() => {
    if (queue.unsent() > 0) endActivity ??= beginActivity();
    else {
      endActivity?.();
      endActivity = undefined;
    }
  });
  window.addEventListener("beforeunload", warn);
  window.addEventListener("pagehide", send);
  return () => {
    stop();
    endActivity?.();
    window.removeEventListener("beforeunload", warn);
    window.removeEventListener("pagehide", send);
  };
}
