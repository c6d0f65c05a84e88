"use client";

import { clsx } from "clsx";
import { Tooltip } from "@/components/ui/tooltip";
import { type CompareMode, compareModes } from "./compare-mode";

type CompareToolsProps = {
  mode: CompareMode;
  onMode: (mode: CompareMode) => void;
  split: number;
  onSplit: (split: number) => void;
};

/** The ways to compare the two, and what belongs to the chosen one. */
export function CompareTools({ mode, onMode, split, onSplit }: CompareToolsProps) {
  return (
    <div className="flex shrink-0 items-center gap-3">
      {mode === "overlay" && (
        <label className="flex items-center gap-2 text-muted text-sm">
          <span className="max-sm:sr-only">Left to right</span>
          <input
            type="range"
            min={0}
            max={100}
            value={Math.round(split * 100)}
            onChange={(event) => onSplit(event.target.valueAsNumber / 100)}
            className="w-24 accent-accent sm:w-36"
          />
        </label>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame. */}
      <div role="group" aria-label="Ways to compare" className="flex gap-0.5 rounded-md bg-surface-sunken p-0.5">
        {compareModes.map(({ mode: one, label, icon: Icon }) => (
          <Tooltip key={one} label={label} shortcut={one === "flip" ? "Space" : "V"}>
            <button
              type="button"
              aria-label={label}
              aria-pressed={mode === one}
              onClick={() => onMode(one)}
              className={clsx(
                "flex h-8 items-center gap-1.5 rounded-sm px-2.5 font-medium text-sm transition-colors duration-150 pointer-coarse:h-10",
                mode === one ? "bg-surface-raised text-foreground" : "text-muted hover:text-foreground",
              )}
            >
              <Icon size={16} aria-hidden />
              <span className="max-xl:hidden">{label}</span>
            </button>
          </Tooltip>
        ))}
      </div>
    </div>
  );
}
