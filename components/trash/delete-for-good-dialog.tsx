"use client";

import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { formatPictures } from "@/lib/client/format";

type DeleteForGoodDialogProps = { count: number; everything: boolean; onCancel: () => void; onConfirm: () => void };

/** The one question of the pages: what comes after it cannot be undone. */
export function DeleteForGoodDialog({ count, everything, onCancel, onConfirm }: DeleteForGoodDialogProps) {
  const pictures = formatPictures(count);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onCancel()}
      size="sm"
      title={everything ? `Empty the trash of ${pictures}?` : `Delete ${pictures} for good?`}
      description={`${count === 1 ? "The original file is" : "The original files are"} removed from this machine. This cannot be undone.`}
      footer={
        <>
          <Button variant="quiet" onClick={onCancel}>
            Cancel
          </Button>
          <Button variant="danger" onClick={onConfirm}>
            Delete {pictures}
          </Button>
        </>
      }
    />
  );
}
