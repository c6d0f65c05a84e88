"use client";

import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/input";
import { type DuplicatePolicy, duplicatePolicies } from "@/lib/client/uploads/duplicate-policy";

type DuplicateChoiceProps = {
  value: DuplicatePolicy;
  onChange: (policy: DuplicatePolicy) => void;
  /** Of which pictures it holds. */
  label: string;
};

/** What becomes of near duplicates, with what the choice means. */
export function DuplicateChoice({ value, onChange, label }: DuplicateChoiceProps) {
  const chosen = duplicatePolicies.find((policy) => policy.value === value);
  return (
    <Field label={label} hint={chosen?.hint}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(event.target.value as DuplicatePolicy)}>
          {duplicatePolicies.map((policy) => (
            <option key={policy.value} value={policy.value}>
              {policy.label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
