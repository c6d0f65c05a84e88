"use client";

import { ChevronLeft, ChevronRight, CopyCheck } from "lucide-react";
import { useEffect, useState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { PageHeader } from "@/components/ui/page-header";
import { showError, showUndo } from "@/components/ui/toast";
import type { OutputOf } from "@/lib/api/operation";
import { formatCount } from "@/lib/client/format";
import { useHeldImages } from "@/lib/client/use-held-images";
import { useShortcut } from "@/lib/client/use-shortcut";
import type { HeldChoice, listHeldImages } from "@/lib/duplicates/schema";
import { HeldPair } from "./held-pair";
import { HeldStrip } from "./held-strip";

const done: Record<HeldChoice, string> = {
  "keep-both": "Both are kept",
  "keep-new": "The new one is kept, what it repeats is in the trash",
  discard: "The new one is in the trash",
};

/** Near duplicates one after the other: what came in beside what it repeats, and the choice. */
export function DuplicatesPage({ initial }: { initial: OutputOf<typeof listHeldImages> }) {
  const { held, total, choose, reopen, loadMore } = useHeldImages(initial);
  const [index, setIndex] = useState(0);
  const at = Math.min(index, Math.max(0, held.length - 1));
  const current = held[at];

  useEffect(() => {
    if (at > held.length - 8) loadMore();
  }, [at, held.length, loadMore]);

  const decide = (choice: HeldChoice) => {
    if (!current) return false;
    const { id } = current.image;
    setIndex(at);
    const chosen = choose(id, choice).catch(showError);
    showUndo(done[choice], () => void chosen.then(() => reopen(id)).catch(showError));
  };
  const step = (by: 1 | -1) => (held[at + by] ? setIndex(at + by) : false);
  useShortcut("heldKeepBoth", () => decide("keep-both"));
  useShortcut("heldKeepNew", () => decide("keep-new"));
  useShortcut("heldDiscard", () => decide("discard"));
  useShortcut("heldPrevious", () => step(-1));
  useShortcut("heldNext", () => step(1));

  if (!current) {
    return (
      <>
        <PageHeader title="Duplicates" />
        <EmptyState icon={<CopyCheck size={24} />} title="Nothing to decide">
          When a picture comes in that repeats one you have, resized, re-saved or nearly the same, it waits here beside it until you choose
          which to keep. Equal files are refused at once.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHeader
        title="Duplicates"
        description={
          <span role="status">
            {total === 1 ? "One picture waits for your choice" : `${formatCount(total)} pictures wait for your choice`}
          </span>
        }
        actions={
          held.length > 1 && (
            <span className="flex items-center">
              <IconButton
                label="Previous pair"
                shortcut="←"
                icon={<ChevronLeft size={20} aria-hidden />}
                disabled={at === 0}
                onClick={() => step(-1)}
              />
              <span className="tabular min-w-14 text-center text-muted text-sm">
                {formatCount(at + 1)} of {formatCount(total)}
              </span>
              <IconButton
                label="Next pair"
                shortcut="→"
                icon={<ChevronRight size={20} aria-hidden />}
                disabled={at >= held.length - 1}
                onClick={() => step(1)}
              />
            </span>
          )
        }
      />
      <HeldPair key={current.image.id} held={current} onChoose={decide} />
      {held.length > 1 && <HeldStrip held={held} at={at} onGo={setIndex} />}
    </>
  );
}
