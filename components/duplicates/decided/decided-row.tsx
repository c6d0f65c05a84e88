"use client";

import { clsx } from "clsx";
import { Undo2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { TilePicture } from "@/components/images/tile-picture";
import { Button } from "@/components/ui/button";
import { Instant } from "@/components/ui/instant";
import { showError, showMessage } from "@/components/ui/toast";
import { formatCount } from "@/lib/client/format";
import type { DecidedGroup } from "@/lib/duplicates/decided-schema";
import type { ImageTile } from "@/lib/images/schema";
import { describeDecided, describeTakenBack } from "./describe-decided";

type DecidedRowProps = { group: DecidedGroup; onTakeBack: (group: DecidedGroup) => Promise<number> };

/** One decision with its pictures; what rules decided is undone where the rules are. */
export function DecidedRow({ group, onTakeBack }: DecidedRowProps) {
  const [busy, setBusy] = useState(false);
  const words = describeDecided(group);
  const takeBack = async () => {
    setBusy(true);
    try {
      showMessage("Taken back", describeTakenBack(await onTakeBack(group)));
    } catch (error) {
      showError(error, () => void takeBack());
      setBusy(false);
    }
  };
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 py-4">
      <div className="min-w-0 flex-1 basis-64">
        <p className="text-pretty font-medium">{words}</p>
        <p className="mt-0.5 text-muted text-sm">
          <Instant at={group.decidedAt} />
        </p>
        <Pictures group={group} />
      </div>
      {group.runId ? (
        <Button size="sm" variant="quiet" asChild>
          <Link href="/duplicates/rules#rule-runs">What rules did</Link>
        </Button>
      ) : (
        <Button size="sm" busy={busy} icon={<Undo2 size={15} aria-hidden />} onClick={() => void takeBack()}>
          Take back<span className="sr-only">: {words}</span>
        </Button>
      )}
    </li>
  );
}

function Pictures({ group: { images, imageCount } }: { group: DecidedGroup }) {
  const more = imageCount - images.length;
  return (
    <ul className="mt-2.5 flex flex-wrap items-center gap-1.5">
      {images.map((image) => (
        <Thumbnail key={image.id} image={image} />
      ))}
      {more > 0 && <li className="tabular pl-1 text-muted text-sm">and {formatCount(more)} more</li>}
    </ul>
  );
}

/** A picture, small; what is in the trash is paler. */
function Thumbnail({ image }: { image: ImageTile }) {
  const isTrashed = image.place === "trash";
  const title = isTrashed ? `${image.originalName}, in the trash` : image.originalName;
  return (
    <li className={clsx("size-14 overflow-hidden rounded-sm", isTrashed && "opacity-45")} title={title}>
      <TilePicture image={image} />
      <span className="sr-only">{title}</span>
    </li>
  );
}
