import { showUndo } from "@/components/ui/toast";
import type { Batch } from "@/lib/client/duplicates/decision-queue";

/** The offers to undo that still stand, whichever visit of the page made them. */
const offers = new WeakMap<Batch, () => void>();

/** Says what has been decided, and offers to take it back. */
export function offerUndo(batch: Batch, undo: () => void): void {
  offers.set(batch, showUndo(batch.label, undo));
}

/** Ends an offer that leads nowhere any more: its decisions have been undone by the keyboard, or refused. */
export function endOffer(batch: Batch): void {
  offers.get(batch)?.();
  offers.delete(batch);
}
