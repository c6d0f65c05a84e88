"use client";

import { Check } from "lucide-react";
import { memo } from "react";
import { formatDay, localToday } from "@/lib/client/format";
import type { PlacedSection } from "@/lib/client/grid-layout";

type DayHeadingProps = { section: PlacedSection; onSelect: (section: PlacedSection) => void };

/** The day above its pictures, with a mark that selects them all. */
export const DayHeading = memo(function DayHeading({ section, onSelect }: DayHeadingProps) {
  const text = formatDay(section.key, localToday(), section.widthPx < 560);
  return (
    <div className="group/day flex h-full items-end gap-2 pb-2.5">
      <h2 title={text} className="truncate font-semibold text-[0.9375rem] leading-6">
        <time dateTime={section.key}>{text}</time>
      </h2>
      <button
        type="button"
        onClick={() => onSelect(section)}
        aria-label={`Select all of ${text}`}
        className="flex size-6 items-center justify-center rounded-full border-2 border-border-strong text-muted opacity-0 transition-opacity duration-150 hover:border-accent hover:text-accent focus-visible:opacity-100 pointer-coarse:hidden group-hover/day:opacity-100"
      >
        <Check size={13} strokeWidth={3} aria-hidden />
      </button>
    </div>
  );
});
