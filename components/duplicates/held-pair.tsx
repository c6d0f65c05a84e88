"use client";

import { ZoomIn, ZoomOut } from "lucide-react";
import { type PointerEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { smallThumbnailUrl } from "@/lib/client/image-address";
import { useShortcut } from "@/lib/client/use-shortcut";
import type { HeldChoice, HeldImage } from "@/lib/duplicates/schema";
import { describeEvidence, findBetter } from "./describe-evidence";
import { HeldFigure } from "./held-figure";

type HeldPairProps = { held: HeldImage; onChoose: (choice: HeldChoice) => void };

/** A held picture beside one that it repeats; zooming and panning move both. */
export function HeldPair({ held, onChoose }: HeldPairProps) {
  const [twinAt, setTwinAt] = useState(0);
  const [zoomed, setZoomed] = useState(false);
  const stage = useRef<HTMLDivElement>(null);
  const twin = held.twins[Math.min(twinAt, held.twins.length - 1)];
  const better = twin && findBetter(held.image, twin.image);
  useShortcut("heldZoom", () => setZoomed(!zoomed));

  /** Both pictures turn around the same point, in shares of their boxes: no drawing by React. */
  const onPointerMove = (event: PointerEvent) => {
    const box = (event.target as Element).closest("[data-zoom]")?.getBoundingClientRect();
    if (!box) return;
    stage.current?.style.setProperty("--zoom-x", `${((event.clientX - box.left) / box.width) * 100}%`);
    stage.current?.style.setProperty("--zoom-y", `${((event.clientY - box.top) / box.height) * 100}%`);
  };
  const several = held.twins.length > 1;
  return (
    <section aria-label={`${held.image.originalName} and what it repeats`} className="page-x">
      <div className="flex min-h-10 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p className="font-medium">{twin ? describeEvidence(twin) : "What it repeats is no longer in the library."}</p>
        {twin && (
          <Button
            variant="quiet"
            size="sm"
            className="max-sm:hidden"
            aria-pressed={zoomed}
            icon={zoomed ? <ZoomOut size={16} aria-hidden /> : <ZoomIn size={16} aria-hidden />}
            onClick={() => setZoomed(!zoomed)}
          >
            Zoom into both
            <span className="hidden pointer-fine:inline-flex">
              <Kbd>Z</Kbd>
            </span>
          </Button>
        )}
      </div>
      <div className="mt-2 grid grid-cols-3 gap-2 sm:flex">
        <Choice keyCap="1" label="Keep both" onClick={() => onChoose("keep-both")} />
        <Choice
          keyCap="2"
          label="Keep new"
          onClick={() => onChoose("keep-new")}
          hint={several ? "the others go to the trash" : "the other goes to the trash"}
        />
        <Choice keyCap="3" label="Discard new" onClick={() => onChoose("discard")} hint="it goes to the trash" />
      </div>
      <div ref={stage} onPointerMove={zoomed ? onPointerMove : undefined} className="mt-3 grid grid-cols-2 gap-2 sm:gap-4">
        <HeldFigure
          title="New"
          image={held.image}
          zoomed={zoomed}
          onZoom={() => setZoomed(!zoomed)}
          {...(better?.id === held.image.id && { better: better.reason })}
        />
        {twin && (
          <HeldFigure
            title="In your library"
            image={twin.image}
            zoomed={zoomed}
            onZoom={() => setZoomed(!zoomed)}
            {...(better?.id === twin.image.id && { better: better.reason })}
          />
        )}
      </div>
      {several && (
        <div className="mt-3 flex items-center gap-2">
          <p className="text-muted text-sm">It repeats {held.twins.length} pictures:</p>
          {held.twins.map((candidate, index) => (
            <button
              key={candidate.image.id}
              type="button"
              aria-label={`Compare with ${candidate.image.originalName}`}
              aria-pressed={index === twinAt}
              onClick={() => setTwinAt(index)}
              className="size-12 overflow-hidden rounded-sm outline-2 outline-transparent outline-offset-2 aria-pressed:outline-accent"
            >
              {/* biome-ignore lint/performance/noImgElement: thumbnails are our own; Next's image optimizer is off. */}
              <img src={smallThumbnailUrl(candidate.image.id)} alt="" className="size-full bg-placeholder object-cover" />
            </button>
          ))}
        </div>
      )}
    </section>
  );
}

function Choice({ keyCap, label, hint, onClick }: { keyCap: string; label: string; hint?: string; onClick: () => void }) {
  return (
    <Button className="min-w-0 flex-1 px-2! sm:px-4!" onClick={onClick}>
      <span className="hidden pointer-fine:inline-flex">
        <Kbd>{keyCap}</Kbd>
      </span>
      <span className="truncate">
        {label}
        {hint && <span className="sr-only">: {hint}</span>}
        {hint && (
          <span aria-hidden className="ml-2 hidden font-normal text-muted text-sm xl:inline">
            {hint}
          </span>
        )}
      </span>
    </Button>
  );
}
