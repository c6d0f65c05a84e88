"use client";

import type { ReactNode } from "react";

type StageSliderProps = {
  label: string;
  min: number;
  max: number;
  value: number;
  onChange: (value: number) => void;
  /** Before the slider. */
  children?: ReactNode;
  /** What the value means, after it. */
  unit?: string;
};

/** A slider at the lower edge of a stage. */
export function StageSlider({ label, min, max, value, onChange, children, unit }: StageSliderProps) {
  return (
    <div className="absolute inset-x-2 bottom-2 flex flex-wrap items-center justify-between gap-x-3 gap-y-1 rounded-md bg-black/75 px-3 py-1.5 text-sm text-white">
      {children}
      <label className="flex min-w-0 flex-1 items-center justify-end gap-2">
        <span className="shrink-0">{label}</span>
        <input
          type="range"
          min={min}
          max={max}
          value={value}
          onChange={(event) => onChange(event.target.valueAsNumber)}
          className="h-6 w-full min-w-16 max-w-60 accent-white"
        />
        {unit && <span className="tabular w-8 text-right">{unit}</span>}
      </label>
    </div>
  );
}
