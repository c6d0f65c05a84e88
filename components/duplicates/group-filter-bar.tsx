"use client";

import { clsx } from "clsx";
import { type ComponentProps, useEffect, useRef } from "react";
import { Tooltip } from "@/components/ui/tooltip";
import type { GroupFilter } from "@/lib/client/duplicates/group-list";
import { type PairKind, pairKind } from "@/lib/duplicates/schema";
import { kindLabels } from "./describe-kind";

type GroupFilterBarProps = { filter: GroupFilter; onChange: (filter: GroupFilter) => void };

/** Which groups are shown: by what they have in common, and whether those that wait come first. */
export function GroupFilterBar({ filter, onChange }: GroupFilterBarProps) {
  const choose = (kind: PairKind | undefined) => onChange({ ...filter, kind });
  const waitingFirst = filter.order === "waiting";
  const bar = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another kind is another chip.
  useEffect(() => {
    const chip = bar.current?.querySelector<HTMLElement>("[aria-pressed=true]");
    if (chip && bar.current) bar.current.scrollTo({ left: chip.offsetLeft - bar.current.clientWidth / 2 + chip.clientWidth / 2 });
  }, [filter.kind]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame and does not scroll sideways.
    <div
      ref={bar}
      role="group"
      aria-label="Groups to show"
      className="page-x relative flex gap-1 overflow-x-auto pb-2 [scrollbar-width:none]"
    >
      <Chip active={filter.kind === undefined} onClick={() => choose(undefined)}>
        All
      </Chip>
      {pairKind.options.map((kind) => (
        <Tooltip key={kind} label={kindLabels[kind].hint}>
          <Chip active={filter.kind === kind} onClick={() => choose(kind)}>
            {kindLabels[kind].label}
          </Chip>
        </Tooltip>
      ))}
      <span aria-hidden className="mx-1.5 my-1.5 w-px shrink-0 bg-border" />
      <Tooltip label="Groups with a picture that was held at upload come first">
        <Chip active={waitingFirst} onClick={() => onChange({ ...filter, order: waitingFirst ? "largest" : "waiting" })}>
          Waiting first
        </Chip>
      </Tooltip>
    </div>
  );
}

/** A tooltip adds listeners of its own: what it hands over comes as properties of a button. */
function Chip({ active, ...rest }: ComponentProps<"button"> & { active: boolean }) {
  return (
    <button
      type="button"
      aria-pressed={active}
      className={clsx(
        "h-8 shrink-0 whitespace-nowrap rounded-full px-3 font-medium text-sm transition-colors duration-150 pointer-coarse:h-10",
        active ? "bg-accent-soft text-accent" : "text-muted hover:bg-hover hover:text-foreground",
      )}
      {...rest}
    />
  );
}
