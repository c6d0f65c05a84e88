"use client";

import { clsx } from "clsx";
import { Tooltip } from "@/components/ui/tooltip";
import { type CompareMode, compareModes } from "./compare-mode";

/** The ways to compare the two. */
export function CompareTools({ mode, onMode }: { mode: CompareMode; onMode: (mode: CompareMode) => void }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset draws a frame.
    <div role="group" aria-label="Ways to compare" className="flex shrink-0 gap-0.5 rounded-md bg-surface-sunken p-0.5">
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
  );
}
