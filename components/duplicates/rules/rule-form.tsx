"use client";

import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import type { RuleAction, RuleCondition } from "@/lib/duplicates/rules/schema";
import { limits } from "@/lib/limits";
import { choices, deeds, findPart, formats, nameRule, sameness, sizes } from "./rule-words";

export type RuleDraft = { name: string; condition: RuleCondition; action: RuleAction };

type RuleFormProps = {
  /** Undefined: the dialog is closed. */
  draft: RuleDraft | undefined;
  isNew: boolean;
  collections: readonly { id: string; name: string }[];
  onClose: () => void;
  /** Saves; what it throws is shown above the buttons. */
  onSave: (draft: RuleDraft) => Promise<void>;
};

/** Writes a rule as a sentence with blanks, in a dialog. */
export function RuleForm({ draft, isNew, onClose, ...rest }: RuleFormProps) {
  return (
    <Dialog
      open={draft !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={isNew ? "New rule" : "Change the rule"}
      description="It does nothing by itself until you let it act alone."
    >
      {draft && <RuleFields first={draft} onClose={onClose} {...rest} />}
    </Dialog>
  );
}

type RuleFieldsProps = Pick<RuleFormProps, "collections" | "onClose" | "onSave"> & { first: RuleDraft };

function RuleFields({ first, collections, onClose, onSave }: RuleFieldsProps) {
  const [draft, setDraft] = useState(first);
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { condition, action } = draft;
  const when = (changes: Partial<RuleCondition>) => setDraft({ ...draft, condition: { ...condition, ...changes } });
  const then = (changes: Partial<RuleAction>) => setDraft({ ...draft, action: { ...action, ...changes } as RuleAction });

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onSave({ ...draft, name: draft.name.trim() || nameRule(draft) });
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void onSubmit(event)} className="flex flex-col gap-3">
      <Blank
        label="Where pictures"
        value={findPart(sameness, { layers: condition.layers, verdict: condition.verdict })}
        options={labelsOf(sameness)}
        onChange={(name) => when({ ...sameness[name]?.value })}
      />
      <Blank
        label="and are"
        value={findPart(formats, condition.formats)}
        options={labelsOf(formats)}
        onChange={(name) => when({ formats: formats[name]?.value ?? null })}
      />
      <Blank
        label="and are"
        value={findPart(sizes, { sameRatio: condition.sameRatio, sameSize: condition.sameSize })}
        options={labelsOf(sizes)}
        onChange={(name) => when({ ...sizes[name]?.value })}
      />
      <Blank
        label="and are"
        value={condition.collectionIds === null ? "any" : condition.collectionIds.length === 1 ? condition.collectionIds[0] : undefined}
        options={[["any", "anywhere in the library"], ...collections.map(({ id, name }) => [id, `both in ${name}`] as const)]}
        onChange={(id) => when({ collectionIds: id === "any" ? null : [id] })}
      />
      <Blank label="then" value={action.do} options={Object.entries(deeds)} onChange={(deed) => then({ do: deed as RuleAction["do"] })} />
      <Blank
        label={action.do === "keep" ? "and keep" : "and show"}
        value={action.by}
        options={Object.entries(choices)}
        onChange={(by) => then({ by: by as RuleAction["by"] })}
      />
      <Field label="Name">
        {(control) => (
          <Input
            {...control}
            value={draft.name}
            placeholder={nameRule(draft)}
            maxLength={limits.text.nameLengthMax}
            autoComplete="off"
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      {fault && (
        <p role="alert" className="text-danger text-sm">
          {fault}
        </p>
      )}
      <div className="flex justify-end gap-2 pt-1">
        <Button variant="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" busy={busy}>
          Save
        </Button>
      </div>
    </form>
  );
}

function labelsOf(parts: Record<string, { label: string }>): (readonly [string, string])[] {
  return Object.entries(parts).map(([name, { label }]) => [name, label] as const);
}

type BlankProps = {
  label: string;
  /** Undefined: something that only a script can write; it stays until another is chosen. */
  value: string | undefined;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string) => void;
};

/** A word of the sentence, and the blank after it. */
function Blank({ label, value, options, onChange }: BlankProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1 sm:flex-row sm:items-center sm:gap-3">
      <label htmlFor={id} className="w-28 shrink-0 text-muted text-sm sm:text-right">
        {label}
      </label>
      <Select id={id} value={value ?? ""} onChange={(event) => onChange(event.target.value)}>
        {value === undefined && (
          <option value="" disabled>
            as it was written by a script
          </option>
        )}
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </Select>
    </div>
  );
}
