"use client";

import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { limits } from "@/lib/limits";
import type { RecognitionSettings } from "@/lib/recognition/schema";

type RecognitionFieldsProps = { settings: RecognitionSettings; onChange: (settings: RecognitionSettings) => void };
type NumberName = "featuresMax" | "widthPx" | "heightPx" | "similarityMin" | "topN";

const numbers: { name: NumberName; label: string; hint?: string; min: number; max: number; step: number }[] = [
  {
    name: "featuresMax",
    label: "Features of each picture",
    hint: "More find smaller parts, and take more room.",
    min: 50,
    max: limits.recognition.featuresMax,
    step: 50,
  },
  {
    name: "widthPx",
    label: "Widest",
    hint: "Pictures are scaled into this many pixels before.",
    min: 128,
    max: limits.recognition.sidePxMax,
    step: 1,
  },
  { name: "heightPx", label: "Highest", min: 128, max: limits.recognition.sidePxMax, step: 1 },
  {
    name: "similarityMin",
    label: "Smallest similarity",
    hint: "From 0 to 1: how much of a picture must look the same.",
    min: 0,
    max: 1,
    step: 0.05,
  },
  { name: "topN", label: "Most matches of a photograph", min: 1, max: limits.geometry.candidatesMax, step: 1 },
];

/** The settings of recognition; those that change how pictures are prepared have them prepared again. */
export function RecognitionFields({ settings, onChange }: RecognitionFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {numbers.map(({ name, label, hint, ...range }) => (
        <Field key={name} label={label} {...(hint && { hint })}>
          {(control) => (
            <Input
              {...control}
              {...range}
              type="number"
              required
              value={Number.isNaN(settings[name]) ? "" : settings[name]}
              onChange={(event) => onChange({ ...settings, [name]: event.target.valueAsNumber })}
            />
          )}
        </Field>
      ))}
      <Field label="Bits of a feature" hint="128 tell more pictures apart; 64 take half the room.">
        {(control) => (
          <Select
            {...control}
            value={settings.dimensions}
            onChange={(event) => onChange({ ...settings, dimensions: event.target.value === "64" ? 64 : 128 })}
          >
            <option value={128}>128</option>
            <option value={64}>64</option>
          </Select>
        )}
      </Field>
      <Field label="Learn words again after" hint="New pictures; empty: when there are four times as many.">
        {(control) => (
          <Input
            {...control}
            type="number"
            min={100}
            max={1_000_000}
            value={settings.retrainAfter ?? ""}
            onChange={(event) => onChange({ ...settings, retrainAfter: event.target.value === "" ? null : event.target.valueAsNumber })}
          />
        )}
      </Field>
    </div>
  );
}
