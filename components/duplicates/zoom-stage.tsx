"use client";

import { type ReactNode, useLayoutEffect, useRef } from "react";
import type { LockedZoom } from "@/lib/client/duplicates/locked-zoom";
import { averageColour } from "@/lib/client/placeholder";
import { fitInto, type Size } from "@/lib/client/zoom";
import type { GroupImage } from "@/lib/duplicates/schema";
import { useElementSize } from "./use-element-size";

type Layer = { key: string; style?: React.CSSProperties; className?: string; children: (size: Size) => ReactNode };

type ZoomStageProps = {
  /** The picture in whose frame everything lies. */
  base: GroupImage;
  zoom: LockedZoom;
  /** What lies in the frame, the lowest first; the style is that of the whole stage. */
  layers: readonly Layer[];
  /** Over everything, not magnified. */
  children?: ReactNode;
};

/** A box in which layers are magnified together, and with all other boxes of the same zoom. */
export function ZoomStage({ base, zoom, layers, children }: ZoomStageProps) {
  const stage = useRef<HTMLDivElement>(null);
  const view = useElementSize(stage);
  const { width, height } = fitInto({ width: base.width ?? 1200, height: base.height ?? 800 }, view);
  const layerKeys = layers.map(({ key }) => key).join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: other layers are other elements.
  useLayoutEffect(() => {
    const node = stage.current;
    if (!node || width < 2) return;
    const contents = [...node.querySelectorAll<HTMLElement>("[data-zoomed]")];
    return zoom.add({ stage: node, contents, size: { width, height } });
  }, [zoom, width, height, layerKeys]);

  return (
    <div
      ref={stage}
      className="relative size-full min-h-0 cursor-zoom-in select-none overflow-hidden rounded-lg bg-surface-sunken"
      data-stage
    >
      {layers.map((layer) => (
        <div key={layer.key} className={`absolute inset-0 flex items-center justify-center ${layer.className ?? ""}`} style={layer.style}>
          <div
            data-zoomed
            className="relative shrink-0 will-change-transform"
            style={{ width, height, ...(layer.key === "base" && base.thumbhash && { backgroundColor: averageColour(base.thumbhash) }) }}
          >
            {layer.children({ width, height })}
          </div>
        </div>
      ))}
      {children}
    </div>
  );
}
