"use client";

import { useEffect, useRef, useState } from "react";
import { Spinner } from "@/components/ui/spinner";
import { invert, type Matrix3 } from "@/lib/client/duplicates/alignment";
import type { LockedZoom } from "@/lib/client/duplicates/locked-zoom";
import { type DrawnDifference, drawDifference } from "@/lib/client/duplicates/picture-difference";
import { largeThumbnailUrl } from "@/lib/client/image-address";
import type { GroupImage } from "@/lib/duplicates/schema";
import { describeDifference } from "./describe-difference";
import { StageSlider } from "./stage-slider";
import { ZoomStage } from "./zoom-stage";

/** Longer side of the pictures that are compared: 0.6 s for two of them in a worker on a slow machine. */
const sidePxMax = 1_000;
const gainMax = 16;

type DifferencePictureProps = {
  left: GroupImage;
  right: GroupImage;
  base: GroupImage;
  leftOn: Matrix3 | undefined;
  /** Nothing is known of how the two lie when there is none. */
  rightOn: Matrix3 | undefined;
  zoom: LockedZoom;
};

/** What differs between two pictures, black where nothing does, and how much that is. */
export function DifferencePicture({ left, right, base, leftOn, rightOn, zoom }: DifferencePictureProps) {
  const [gain, setGain] = useState(4);
  const other = base === left ? right : left;
  const otherOn = base === left ? rightOn : leftOn;
  const drawn = useDifference(base, other, rightOn && otherOn);
  const canvas = useRef<HTMLCanvasElement>(null);
  const bitmap = typeof drawn === "object" ? drawn.bitmap : undefined;
  useEffect(() => {
    if (!canvas.current || !bitmap) return;
    canvas.current.width = bitmap.width;
    canvas.current.height = bitmap.height;
    canvas.current.getContext("2d")?.drawImage(bitmap, 0, 0);
  }, [bitmap]);
  if (!rightOn) {
    return (
      <p className="flex size-full items-center justify-center rounded-lg bg-surface-sunken p-8 text-center text-muted">
        The two have different shapes, and nothing is known of how one lies over the other.
      </p>
    );
  }
  return (
    <ZoomStage
      base={base}
      zoom={zoom}
      layers={[
        {
          key: "difference",
          children: () => (
            <canvas ref={canvas} className="size-full" style={{ filter: `brightness(${gain})` }} aria-label="What differs" role="img" />
          ),
        },
      ]}
    >
      {drawn === undefined && (
        <span className="absolute inset-0 flex items-center justify-center">
          <Spinner size={28} />
        </span>
      )}
      <StageSlider label="Amplified" min={1} max={gainMax} value={gain} onChange={setGain} unit={`${gain}×`}>
        <span role="status">{drawn === undefined ? "Comparing…" : typeof drawn === "string" ? drawn : describeDifference(drawn)}</span>
      </StageSlider>
    </ZoomStage>
  );
}

/** The difference in the frame of the first picture, why there is none, or undefined while it is drawn. */
function useDifference(first: GroupImage, second: GroupImage, secondOn: Matrix3 | undefined): DrawnDifference | string | undefined {
  const [drawn, setDrawn] = useState<{ key: string; result: DrawnDifference | string }>();
  const toSecond = secondOn && invert(secondOn);
  const key = `${first.id} ${second.id} ${toSecond?.join() ?? ""}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that matters.
  useEffect(() => {
    if (!toSecond) return;
    let current = true;
    const keep = (result: DrawnDifference | string) => current && setDrawn({ key, result });
    drawDifference({ urls: [largeThumbnailUrl(first.id), largeThumbnailUrl(second.id)], toSecond, sidePxMax }).then(keep, (error: Error) =>
      keep(error.message),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return drawn?.key === key ? drawn.result : undefined;
}
