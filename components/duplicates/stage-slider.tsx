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
    <div className="pointer-events-none absolute inset-x-2 bottom-2 flex flex-wrap items-end justify-between gap-2 text-sm text-white">
      {children ? <div className="rounded-md bg-black/75 px-2.5 py-1 leading-6">{children}</div> : <span />}
      <label className="pointer-events-auto flex items-center gap-2 rounded-md bg-black/75 px-2.5 py-1">
        <span className="shrink-0">{label}</span>
        <input
          type="range"
          min={min}
          max={max}
          value={value}
          onChange={(event) => onChange(event.target.valueAsNumber)}
          className="h-6 w-28 accent-white sm:w-44"
        />
        {unit && <span className="tabular min-w-7 text-right">{unit}</span>}
      </label>
    </div>
  );
}
