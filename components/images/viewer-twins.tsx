"use client";

import { describeEvidence } from "@/components/duplicates/describe-evidence";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { createListSequence, openImage } from "@/lib/client/sequence";
import type { DuplicateEvidence } from "@/lib/images/schema";

/** The pictures that repeat this one. */
export function ViewerTwins({ twins }: { twins: readonly DuplicateEvidence[] }) {
  const sequence = createListSequence(() => twins.map((twin) => twin.image));
  return (
    <section>
      <h3 className="mb-2 font-semibold text-sm">Duplicates</h3>
      <ul className="flex flex-col gap-1">
        {twins.map((twin) => (
          <li key={twin.image.id}>
            <button
              type="button"
              onClick={() => openImage(twin.image, sequence)}
              className="-mx-2 flex w-[calc(100%+1rem)] items-center gap-3 rounded-md p-2 text-left hover:bg-hover"
            >
              {/* biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off. */}
              <img
                src={smallThumbnailUrl(twin.image.id)}
                alt=""
                loading="lazy"
                className="size-14 shrink-0 rounded-sm bg-placeholder object-cover"
              />
              <span className="min-w-0 text-sm leading-5">
                <span dir="auto" className="block truncate text-left">
                  {twin.image.originalName}
                </span>
                <span className="block text-muted">{describeEvidence(twin)}</span>
                {twin.image.place === "trash" && <span className="block text-muted">In the trash</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
