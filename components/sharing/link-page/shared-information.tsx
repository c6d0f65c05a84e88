"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { describeCamera, describePosition, mapUrl } from "@/lib/client/describe-exif";
import { formatMoment } from "@/lib/client/format";
import type { SharedImage } from "@/lib/sharing/link-schema";
import { nameOfShared } from "./describe-shared";

/** What a link tells of a picture; where, with what and under which name only where its owner shows it. */
export function SharedInformation({ image, index, onClose }: { image: SharedImage; index: number; onClose: () => void }) {
  const camera = describeCamera(image.camera?.make ?? null, image.camera?.model ?? null);
  return (
    <aside
      aria-label="Information"
      className="flex max-h-[55dvh] w-full shrink-0 animate-fade flex-col overflow-y-auto border-border border-t bg-surface lg:max-h-none lg:w-96 lg:border-t-0 lg:border-l"
    >
      <header className="flex items-center justify-between py-2 pr-2 pl-5">
        <h2 className="min-w-0 truncate font-semibold">{nameOfShared(image, index)}</h2>
        <IconButton label="Close the information" shortcut="I" icon={<X size={18} aria-hidden />} onClick={onClose} />
      </header>
      {image.description && <p className="whitespace-pre-wrap px-5 pb-5">{image.description}</p>}
      <dl className="flex flex-col gap-4 px-5 pb-8 text-sm leading-5">
        <Fact label="Taken">{formatMoment(image.takenLocal)}</Fact>
        {image.width && image.height && <Fact label="Size">{`${image.width} × ${image.height}`}</Fact>}
        {(camera || image.camera?.lens) && <Fact label="Camera">{[camera, image.camera?.lens].filter(Boolean).join(" · ")}</Fact>}
        {image.position && (
          <Fact label="Position">
            <a
              href={mapUrl(image.position)}
              target="_blank"
              rel="noreferrer noopener"
              className="tabular underline decoration-border-strong underline-offset-4"
            >
              {describePosition(image.position)}
            </a>
          </Fact>
        )}
        {image.originalName && (
          <Fact label="File">
            <span className="break-all">{image.originalName}</span>
          </Fact>
        )}
      </dl>
    </aside>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted text-xs">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
