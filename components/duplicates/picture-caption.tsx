"use client";

import { clsx } from "clsx";
import { Check, Trash2 } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { formatBytes, formatMoment } from "@/lib/client/format";
import type { GroupImage } from "@/lib/duplicates/schema";
import { describeReason, describeReasonInShort } from "./describe-reason";

type PictureCaptionProps = {
  side: "Left" | "Right";
  image: GroupImage;
  /** In what it is better than the other one. */
  reasons: GroupImage["reasons"];
  suggested: boolean;
  kept: boolean;
  /** Whether there is another one to choose from. */
  alone: boolean;
  keyCap: string;
  onKeepOnly: () => void;
  onMark: () => void;
};

const reasonsMax = 4;
/** As many fit two or three lines of half a phone. */
const shortReasonsMax = 2;

/** What tells one of the two pictures from the other, and what becomes of it. */
export function PictureCaption(props: PictureCaptionProps) {
  const { side, image, reasons, suggested, kept, alone, keyCap, onKeepOnly, onMark } = props;
  const { width, height, sizeBytes, facts } = image;
  return (
    <section aria-label={`${side}: ${image.originalName}`} className="min-w-0 text-sm leading-5">
      <div className="flex items-center gap-x-2 gap-y-1 max-lg:flex-wrap lg:min-h-8">
        <span
          dir="auto"
          className={clsx("min-w-0 truncate font-semibold", !kept && "text-muted line-through decoration-1")}
          title={image.originalName}
        >
          {image.originalName}
        </span>
        {suggested && !alone && <Badge tone="success">Suggested</Badge>}
        {image.place === "held" && <Badge tone="accent">New</Badge>}
        <span className="flex-1 max-lg:hidden" />
        {!alone && (
          <div className="flex shrink-0 gap-1 max-lg:order-last max-lg:mt-1 max-lg:basis-full">
            <Button size="sm" className="max-sm:px-2!" onClick={onKeepOnly} aria-label={`Keep only ${image.originalName}`}>
              <span className="hidden pointer-fine:inline-flex">
                <Kbd>{keyCap}</Kbd>
              </span>
              Keep this
            </Button>
            <Button
              size="sm"
              variant="quiet"
              aria-pressed={kept}
              aria-label={`Keep ${image.originalName}`}
              className={clsx("max-sm:px-2!", kept ? "text-success!" : "text-danger!")}
              icon={kept ? <Check size={15} aria-hidden /> : <Trash2 size={15} aria-hidden />}
              onClick={onMark}
            >
              {kept ? "Kept" : "Trash"}
            </Button>
          </div>
        )}
      </div>
      <p className="tabular truncate text-muted">
        {width && height ? `${width} × ${height} · ` : ""}
        {formatBytes(sizeBytes)} · {facts.format.toUpperCase()}
        {facts.jpegQuality !== null && ` quality ${Math.round(facts.jpegQuality)}`}
        <span className="max-sm:hidden"> · {formatMoment(image.takenLocal)}</span>
      </p>
      {!alone && (
        <p className="min-h-10 sm:line-clamp-2">
          {reasons.length > 0 ? (
            <>
              <span className="font-medium text-success">Better:</span>{" "}
              <span className="max-sm:hidden">{reasons.slice(0, reasonsMax).map(describeReason).join(", ")}</span>
              <span className="sm:hidden">{reasons.slice(0, shortReasonsMax).map(describeReasonInShort).join(", ")}</span>
            </>
          ) : (
            <span className="text-muted">Better in nothing that was measured</span>
          )}
        </p>
      )}
    </section>
  );
}
