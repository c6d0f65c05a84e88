"use client";

import { useQueryClient } from "@tanstack/react-query";
import { CheckCheck } from "lucide-react";
import { useRef, useState, useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Spinner } from "@/components/ui/spinner";
import { showError } from "@/components/ui/toast";
import type { Batch, DecidedGroup, DecisionQueue } from "@/lib/client/duplicates/decision-queue";
import { decideKept, suggestKept } from "@/lib/client/duplicates/group-choice";
import type { GroupFilter, GroupList } from "@/lib/client/duplicates/group-list";
import { loadNextPart } from "@/lib/client/duplicates/use-duplicate-groups";
import { formatBytes, formatCount, formatPictures } from "@/lib/client/format";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { queryKeys } from "@/lib/client/query-keys";
import { limits } from "@/lib/limits";
import { summarise } from "./summarise-decisions";
import { offerUndo } from "./undo-offers";

type ResolveAllProps = { queue: DecisionQueue; filter: GroupFilter; total: number; onUndo: (batch: Batch) => void };

/** So many groups at once; then again. */
const groupsMax = 2_000;
const shownMax = 24;

/** Resolves every group of the surest kinds as suggested, once its person has seen what would happen. */
export function ResolveAll({ queue, filter, total, onUndo }: ResolveAllProps) {
  const queryClient = useQueryClient();
  const unsent = useSyncExternalStore(queue.subscribe, queue.unsent, () => 0);
  const [open, setOpen] = useState(false);
  const [decided, setDecided] = useState<DecidedGroup[]>();
  const isOpen = useRef(false);
  const key = queryKeys.duplicateGroups(filter.kind, filter.order);

  const change = (wanted: boolean) => {
    isOpen.current = wanted;
    setOpen(wanted);
  };
  const prepare = async () => {
    setDecided(undefined);
    change(true);
    try {
      while (isOpen.current && (queryClient.getQueryData<GroupList>(key)?.groups.length ?? 0) < groupsMax) {
        if (!(await loadNextPart(queryClient, queue, filter))) break;
      }
      const groups = queryClient.getQueryData<GroupList>(key)?.groups.slice(0, groupsMax) ?? [];
      setDecided(groups.map((group) => ({ group, decision: decideKept(group, suggestKept(group)) })));
    } catch (error) {
      change(false);
      showError(error);
    }
  };
  const resolve = () => {
    if (!decided) return;
    change(false);
    const label = `${formatCount(decided.length)} groups resolved as suggested`;
    const batch = queue.decide(label, decided);
    offerUndo(batch, () => onUndo(batch));
  };

  const isSure = filter.kind === "bytes" || filter.kind === "pixels";
  return (
    <>
      {unsent > limits.page.defaultSize && (
        <span role="status" className="tabular flex items-center gap-2 text-muted text-sm">
          <Spinner size={14} />
          {formatCount(unsent)} to send
        </span>
      )}
      {isSure && total > 1 && (
        <Button icon={<CheckCheck size={16} aria-hidden />} onClick={() => void prepare()}>
          Resolve all as suggested
        </Button>
      )}
      <Dialog
        open={open}
        onOpenChange={change}
        title="Resolve all as suggested"
        size="lg"
        footer={
          <>
            <Button variant="quiet" onClick={() => change(false)}>
              Cancel
            </Button>
            <Button variant="primary" disabled={!decided || decided.length === 0} onClick={resolve}>
              {decided ? `Resolve ${formatCount(decided.length)} groups` : "Resolve"}
            </Button>
          </>
        }
      >
        {decided ? <Preview decided={decided} /> : <p role="status">Looking through the groups…</p>}
      </Dialog>
    </>
  );
}

/** What would happen: how many stay and go, and the first of those that go. */
function Preview({ decided }: { decided: readonly DecidedGroup[] }) {
  const { kept, trashed, knownBytes, shown } = summarise(decided, shownMax);
  return (
    <>
      <p>
        {formatPictures(kept)} {kept === 1 ? "stays" : "stay"}. {formatPictures(trashed)} {trashed === 1 ? "goes" : "go"} to the trash
        {knownBytes > 0 && ` (${formatBytes(knownBytes)})`}, where they can be restored from. What stays takes over collections, tags, stars
        and descriptions of what goes.
      </p>
      <ul aria-label="The first that go to the trash" className="mt-4 grid grid-cols-6 gap-1.5 sm:grid-cols-8">
        {shown.map(({ id, originalName }) => (
          <li key={id}>
            {/* biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off. */}
            <img
              src={smallThumbnailUrl(id)}
              alt={originalName}
              title={originalName}
              className="aspect-square w-full rounded-sm bg-placeholder object-cover"
            />
          </li>
        ))}
      </ul>
      {trashed > shown.length && <p className="mt-2 text-muted text-sm">and {formatCount(trashed - shown.length)} more</p>}
    </>
  );
}
