"use client";

import { Layers } from "@/components/images/viewer-stage";
import { areaOf, findAlignment, haveSameShape, identity, invert, type Matrix3, toCssMatrix } from "@/lib/client/duplicates/alignment";
import type { LockedZoom } from "@/lib/client/duplicates/locked-zoom";
import type { Size } from "@/lib/client/zoom";
import type { GroupImage, GroupPair } from "@/lib/duplicates/schema";
import type { CompareMode } from "./compare-mode";
import { DifferencePicture } from "./difference-picture";
import { StageSlider } from "./stage-slider";
import { ZoomStage } from "./zoom-stage";

type CompareStageProps = {
  left: GroupImage;
  right: GroupImage | undefined;
  pair: GroupPair | null | undefined;
  mode: CompareMode;
  /** Of `flip`: the right one is seen. */
  flipped: boolean;
  /** Of `overlay`: how much of the stage shows the left one, 0..1. */
  split: number;
  setSplit: (split: number) => void;
  /** How the right one is turned, where that is known by itself. */
  turn: Matrix3 | undefined;
  zoom: LockedZoom;
  zoomed: boolean;
};

/** How two pictures lie over each other: in the frame of the one that shows more. */
function layOver({ left, pair, turn }: CompareStageProps, right: GroupImage) {
  const rightOverLeft = findAlignment(pair ?? undefined, left.id) ?? turn;
  const leftOverRight = rightOverLeft && invert(rightOverLeft);
  const sameShape = haveSameShape(sizeOf(left), sizeOf(right));
  const onRight = leftOverRight && rightOverLeft && areaOf(rightOverLeft) > 1.05;
  return {
    base: onRight ? right : left,
    leftOn: onRight ? leftOverRight : identity,
    rightOn: onRight ? identity : (rightOverLeft ?? (sameShape ? identity : undefined)),
  };
}

/** The chosen two pictures of a group, compared in one of four ways. */
export function CompareStage(props: CompareStageProps) {
  const { left, right, mode, zoom, zoomed } = props;
  if (!right) return <Single image={left} zoom={zoom} zoomed={zoomed} />;
  if (mode === "side") {
    return (
      <div className="grid size-full grid-rows-2 gap-2 sm:grid-cols-2 sm:grid-rows-1">
        <Single image={left} zoom={zoom} zoomed={zoomed} side="Left" />
        <Single image={right} zoom={zoom} zoomed={zoomed} side="Right" />
      </div>
    );
  }
  const over = layOver(props, right);
  if (mode === "difference")
    return <DifferencePicture left={left} right={right} rightOn={over.rightOn} base={over.base} leftOn={over.leftOn} zoom={zoom} />;
  return <Stacked {...props} right={right} over={over} />;
}

type StackedProps = Omit<CompareStageProps, "right"> & { right: GroupImage; over: ReturnType<typeof layOver> };

/** One over the other, of which flip shows one and overlay a part of each. */
function Stacked({ left, right, mode, flipped, split, setSplit, zoom, zoomed, over }: StackedProps) {
  const hidesLeft = mode === "flip" && flipped;
  const rightStyle =
    mode === "overlay"
      ? { clipPath: `inset(0 0 0 ${split * 100}%)` }
      : { visibility: flipped ? ("visible" as const) : ("hidden" as const) };
  const seen = hidesLeft ? right : left;
  return (
    <ZoomStage
      base={over.base}
      zoom={zoom}
      layers={[
        {
          key: over.base === left ? "base" : "left",
          style: mode === "overlay" ? { clipPath: `inset(0 ${(1 - split) * 100}% 0 0)` } : { visibility: hidesLeft ? "hidden" : "visible" },
          children: (size) => <Laid image={left} on={over.leftOn} size={size} zoomed={zoomed} />,
        },
        {
          key: over.base === right ? "base" : "right",
          style: rightStyle,
          children: (size) => <Laid image={right} on={over.rightOn} size={size} zoomed={zoomed} />,
        },
      ]}
    >
      {mode === "flip" ? (
        <SideMark side={hidesLeft ? "Right" : "Left"} name={seen.originalName} />
      ) : (
        <>
          <span
            aria-hidden
            className="pointer-events-none absolute inset-y-0 w-0.5 -translate-x-1/2 bg-white mix-blend-difference"
            style={{ left: `${split * 100}%` }}
          />
          <StageSlider
            label="Left"
            min={0}
            max={100}
            value={Math.round(split * 100)}
            onChange={(value) => setSplit(value / 100)}
            unit="Right"
          />
        </>
      )}
    </ZoomStage>
  );
}

/** A picture in the frame of another; without a map it is fitted into it. */
function Laid({ image, on, size, zoomed }: { image: GroupImage; on: Matrix3 | undefined; size: Size; zoomed: boolean }) {
  const { width, height } = sizeOf(image);
  const share = Math.min(size.width / width, size.height / height);
  const box = on ? size : { width: width * share, height: height * share };
  const place = on
    ? { transform: toCssMatrix(on, size, size), transformOrigin: "0 0" }
    : { left: (size.width - box.width) / 2, top: (size.height - box.height) / 2 };
  return (
    <div className="absolute" style={{ ...box, ...place }}>
      <Layers key={image.id} image={image} zoomed={zoomed} />
    </div>
  );
}

function Single({ image, side, zoom, zoomed }: { image: GroupImage; side?: "Left" | "Right"; zoom: LockedZoom; zoomed: boolean }) {
  return (
    <ZoomStage base={image} zoom={zoom} layers={[{ key: "base", children: () => <Layers key={image.id} image={image} zoomed={zoomed} /> }]}>
      {side && <SideMark side={side} />}
    </ZoomStage>
  );
}

function SideMark({ side, name }: { side: "Left" | "Right"; name?: string }) {
  return (
    <span
      className={`pointer-events-none absolute bottom-2 max-w-[80%] truncate rounded-sm bg-black/70 px-1.5 font-medium text-2xs text-white leading-5 ${side === "Left" ? "left-2" : "right-2"}`}
    >
      {side}
      {name && `: ${name}`}
    </span>
  );
}

function sizeOf(image: GroupImage): Size {
  return { width: image.width ?? 1200, height: image.height ?? 800 };
}
