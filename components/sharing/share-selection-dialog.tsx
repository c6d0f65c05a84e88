"use client";

import { Dialog } from "@/components/ui/dialog";
import { formatPictures } from "@/lib/client/format";
import { NewLink } from "./new-link";

type ShareSelectionDialogProps = { imageIds: readonly string[]; open: boolean; onOpenChange: (open: boolean) => void };

/** Makes a share link to a selection of own pictures. */
export function ShareSelectionDialog({ imageIds, open, onOpenChange }: ShareSelectionDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Share ${formatPictures(imageIds.length)} by a link`}
      description="Whoever has the link sees these pictures without an account. It is listed under Sharing, where it can be closed."
      size="lg"
    >
      <NewLink of={{ imageIds }} atOnce />
    </Dialog>
  );
}
