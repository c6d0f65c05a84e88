"use client";

import { ImageOff, RotateCcw, Trash2 } from "lucide-react";
import { useHas } from "@/components/images/tile";
import { useImageActions } from "@/components/images/use-image-actions";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { formatBytes, formatCount } from "@/lib/client/format";
import { goneImages, goneKey } from "@/lib/client/gone-images";
import type { ImageTile } from "@/lib/images/schema";

type FailedListProps = {
  images: readonly ImageTile[];
  total: number;
  retrying: ReadonlySet<string> | "all" | undefined;
  onRetry: (imageId: string) => void;
};

/** The pictures that could not be processed, each with the reason. */
export function FailedList({ images, total, retrying, onRetry }: FailedListProps) {
  return (
    <>
      <ul className="mt-2 divide-y divide-border border-border border-y">
        {images.map((image) => (
          <FailedItem
            key={image.id}
            image={image}
            busy={retrying !== undefined && (retrying === "all" || retrying.has(image.id))}
            onRetry={() => onRetry(image.id)}
          />
        ))}
      </ul>
      {total > images.length && <p className="mt-3 text-muted text-sm">and {formatCount(total - images.length)} more</p>}
    </>
  );
}

function FailedItem({ image, busy, onRetry }: { image: ImageTile; busy: boolean; onRetry: () => void }) {
  const actions = useImageActions();
  const gone = useHas(goneImages, goneKey(image.id, image.place));
  if (gone) return null;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3 sm:flex-nowrap">
      <ImageOff size={20} aria-hidden className="hidden shrink-0 text-muted sm:block" />
      <div className="min-w-0 flex-1 basis-60">
        <p dir="auto" className="truncate text-left font-medium text-sm" title={image.originalName}>
          {image.originalName}
        </p>
        <p className="text-pretty break-words text-muted text-sm leading-5">
          {image.failureReason ?? "No reason was kept."} <span className="whitespace-nowrap">({formatBytes(image.sizeBytes)})</span>
        </p>
      </div>
      <div className="flex shrink-0 items-center gap-1">
        <Button size="sm" variant="quiet" icon={<RotateCcw size={15} aria-hidden />} busy={busy} onClick={onRetry}>
          Retry<span className="sr-only"> {image.originalName}</span>
        </Button>
        <IconButton
          size="sm"
          label={`Move ${image.originalName} to the trash`}
          icon={<Trash2 size={16} aria-hidden />}
          onClick={() => void actions.trash([image.id])}
        />
      </div>
    </li>
  );
}
