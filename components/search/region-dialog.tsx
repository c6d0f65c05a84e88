"use client";

import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Region } from "@/lib/search/schema";
import { dragRegion, moveRegion, wholeRegion } from "./region";

type RegionDialogProps = {
  url: string;
  region: Region | undefined;
  onClose: () => void;
  /** Undefined: the whole picture. */
  onChoose: (region: Region | undefined) => void;
};

/** Draws a rectangle on a picture, by pointer or arrow keys: what to search for is in it. */
export function RegionDialog({ url, region, onClose, onChoose }: RegionDialogProps) {
  const [drawn, setDrawn] = useState(region ?? { left: 0.25, top: 0.25, width: 0.5, height: 0.5 });
  const field = useRef<HTMLDivElement>(null);
  const from = useRef<{ x: number; y: number }>(undefined);
  const pointOf = (event: PointerEvent) => {
    const box = field.current?.getBoundingClientRect();
    if (!box) return { x: 0, y: 0 };
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moved = moveRegion(drawn, event.key, event.shiftKey);
    if (!moved) return;
    event.preventDefault();
    setDrawn(moved);
  };
  const percent = (share: number) => `${share * 100}%`;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Search for a part of this picture"
      description="Draw a rectangle around it. Arrow keys move the rectangle, with Shift they change its size."
      size="lg"
      footer={
        <>
          {region && (
            <Button variant="quiet" onClick={() => onChoose(undefined)}>
              The whole picture
            </Button>
          )}
          <Button variant="primary" onClick={() => onChoose(wholeRegion(drawn) ? undefined : drawn)}>
            Search for this part
          </Button>
        </>
      }
    >
      <div className="flex justify-center">
        {/* biome-ignore lint/a11y/useSemanticElements: no element of HTML is a rectangle that is moved in two directions. */}
        <div
          ref={field}
          role="group"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the rectangle is moved by keys here.
          tabIndex={0}
          data-autofocus
          aria-label={`Rectangle from ${Math.round(drawn.left * 100)} % from the left and ${Math.round(drawn.top * 100)} % from the top, ${Math.round(drawn.width * 100)} % wide and ${Math.round(drawn.height * 100)} % high`}
          onKeyDown={onKeyDown}
          onPointerDown={(event) => {
            event.preventDefault();
            event.currentTarget.setPointerCapture(event.pointerId);
            event.currentTarget.focus();
            from.current = pointOf(event);
          }}
          onPointerMove={(event) => {
            if (from.current) setDrawn(dragRegion(from.current, pointOf(event)));
          }}
          onPointerUp={() => {
            from.current = undefined;
          }}
          className="relative touch-none cursor-crosshair select-none overflow-hidden rounded-md"
        >
          {/* biome-ignore lint/performance/noImgElement: the picture is a local file or a thumbnail of our own. */}
          <img src={url} alt="" draggable={false} className="block max-h-[56dvh] w-auto max-w-full" />
          <span
            className="pointer-events-none absolute rounded-[3px] border-2 border-white shadow-[0_0_0_100vmax_rgb(0_0_0/0.5)]"
            style={{ left: percent(drawn.left), top: percent(drawn.top), width: percent(drawn.width), height: percent(drawn.height) }}
          />
        </div>
      </div>
    </Dialog>
  );
}
