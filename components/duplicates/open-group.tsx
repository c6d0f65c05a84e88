"use client";

import { useState } from "react";
import { decideKept, type GroupDecision, listGroupIds, suggestKept } from "@/lib/client/duplicates/group-choice";
import { useGroupImages, useGroupPair } from "@/lib/client/duplicates/use-group-images";
import { compareImages } from "@/lib/duplicates/compare-images";
import type { DuplicateGroup, GroupPair } from "@/lib/duplicates/schema";
import { toFound } from "@/lib/duplicates/shared-part";
import { limits } from "@/lib/limits";
import type { CompareMode } from "./compare-mode";
import { CompareStage } from "./compare-stage";
import { CompareTools } from "./compare-tools";
import { DecisionBar } from "./decision-bar";
import { describeEvidence, describeEvidenceInShort } from "./describe-evidence";
import { PictureCaption } from "./picture-caption";
import { PictureStrip } from "./picture-strip";
import { useCompared } from "./use-compared";
import { useComparison } from "./use-comparison";
import { useGroupShortcuts } from "./use-group-shortcuts";
import { useTurn } from "./use-turn";

type OpenGroupProps = {
  group: DuplicateGroup;
  mode: CompareMode;
  onMode: (mode: CompareMode) => void;
  onDecide: (decision: GroupDecision) => void;
  onStep: (by: 1 | -1) => unknown;
};

/** One group: two of its pictures compared, what becomes of each, and the decision. */
export function OpenGroup({ group, mode, onMode, onDecide, onStep }: OpenGroupProps) {
  const [kept, setKept] = useState(() => suggestKept(group));
  const { ids, imageOf, onVisible } = useGroupImages(group);
  const { leftId, rightId, step, holdLeft, compare } = useCompared(group, ids);
  const comparison = useComparison(mode, onMode, (swipe) => swipe !== "close" && onStep(swipe === "next" ? 1 : -1));
  const pair = useGroupPair(group, leftId, rightId);
  const [left, right] = [imageOf(leftId), imageOf(rightId)];
  const turn = useTurn(left, right, pair);
  const tooMany = group.imageCount > limits.duplicates.apartImagesMax;

  const mark = (id: string | undefined) => {
    if (id) setKept(new Set(kept.has(id) ? [...kept].filter((other) => other !== id) : [...kept, id]));
  };
  const keep = (only?: string) => {
    const chosen = only ? new Set([only]) : kept;
    if (chosen.size > 0 && !(chosen.size === group.imageCount && tooMany)) onDecide(decideKept(group, chosen));
  };
  const dismiss = () => group.imageCount > 1 && !tooMany && onDecide({ action: "dismiss", keepIds: listGroupIds(group), trashIds: [] });
  const stack = () => group.imageCount > 1 && onDecide(stackOf(group));
  const idOn = (side: "left" | "right") => (side === "left" ? leftId : rightId);
  const keepOnly = (side: "left" | "right") => group.imageCount > 1 && idOn(side) && keep(idOn(side));
  useGroupShortcuts({
    keep: () => keep(),
    keepOnly,
    dismiss,
    stack,
    step,
    holdLeft,
    mark: (side) => group.imageCount > 1 && mark(idOn(side)),
    flip: comparison.flip,
    nextMode: comparison.goOn,
    zoomBy: (factor) => comparison.zoom.zoomBy(factor),
    resetZoom: () => comparison.zoom.reset(),
    panBy: (right, down) => comparison.zoom.panBy(right, down),
  });

  const captions = [
    { side: "Left" as const, image: left, other: right, keyCap: "1" },
    { side: "Right" as const, image: right, other: left, keyCap: "2" },
  ];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only lets go of the focus after a click, so that the keys mean the group again.
    // biome-ignore lint/a11y/useKeyWithClickEvents: a key leaves the focus where it is.
    <div onClick={letGo}>
      <div className="page-x flex min-h-10 items-center justify-between gap-x-4">
        <p role="status" className="min-w-0 text-sm leading-5">
          <Link pair={pair} rightId={rightId} turned={turn?.words} />
        </p>
        {right && <CompareTools mode={mode} onMode={onMode} />}
      </div>
      <div className="page-x mt-1 h-[44dvh] min-h-56 lg:h-[calc(100dvh-33rem)]">
        {left && <CompareStage left={left} right={right} pair={pair} mode={mode} turn={turn?.matrix} {...comparison} />}
      </div>
      <div className="page-x mt-2 grid min-h-24 grid-cols-2 gap-x-4">
        {captions.map(
          ({ side, image, other, keyCap }) =>
            image && (
              <PictureCaption
                key={side}
                side={side}
                image={image}
                reasons={other ? compareImages(image, other, pair ? [toFound(pair)] : []) : []}
                suggested={image.id === group.suggestedKeepId}
                kept={kept.has(image.id)}
                alone={group.imageCount === 1}
                keyCap={keyCap}
                onKeepOnly={() => keep(image.id)}
                onMark={() => mark(image.id)}
              />
            ),
        )}
      </div>
      <DecisionBar
        total={group.imageCount}
        kept={kept.size}
        tooMany={tooMany}
        onKeep={() => keep()}
        onDismiss={dismiss}
        onStack={stack}
        onSkip={() => onStep(1)}
        onDiscard={() => onDecide({ action: "keep", keepIds: [], trashIds: [leftId] })}
      />
      {group.imageCount > 1 && (
        <PictureStrip
          ids={ids}
          imageOf={imageOf}
          kept={kept}
          leftId={leftId}
          rightId={rightId}
          suggestedId={group.suggestedKeepId}
          onCompare={compare}
          onVisible={onVisible}
        />
      )}
    </div>
  );
}

/** All of a group under the suggested one. */
function stackOf(group: DuplicateGroup): GroupDecision {
  const ids = listGroupIds(group).filter((id) => id !== group.suggestedKeepId);
  return { action: "stack", keepIds: [group.suggestedKeepId, ...ids], trashIds: [] };
}

type LinkProps = { pair: GroupPair | null | undefined; rightId: string | undefined; turned: string | undefined };

/** What the two have in common; in short on a phone, where the pictures need the room. */
function Link({ pair, rightId, turned }: LinkProps) {
  if (rightId === undefined) return "What it repeats is no longer in the library.";
  if (pair === undefined) return "Looking for what they have in common…";
  if (!pair) return "These two hang together by other pictures of the group.";
  const inWords = (found: string) => [found, turned].filter(Boolean).join(", ");
  return (
    <>
      <span className="max-sm:hidden">{inWords(describeEvidence(pair))}</span>
      <span className="line-clamp-2 sm:hidden">{inWords(describeEvidenceInShort(pair))}</span>
    </>
  );
}

/** After a click with a pointer the keys mean the group again, not the button. */
function letGo({ detail }: { detail: number }): void {
  if (detail > 0 && document.activeElement instanceof HTMLButtonElement) document.activeElement.blur();
}
