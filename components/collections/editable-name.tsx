"use client";

import { clsx } from "clsx";
import { Pencil } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { limits } from "@/lib/limits";

type EditableNameProps = {
  name: string;
  label: string;
  /** What the field is called while it is open. */
  fieldLabel?: string;
  onSave: (name: string) => void;
  className?: string;
};

/** A name that becomes a field when it is pressed; Enter or leaving saves, Escape gives up. */
export function EditableName({ name, label, fieldLabel = "Name of the collection", onSave, className }: EditableNameProps) {
  const [draft, setDraft] = useState<string>();
  const looks = clsx("-mx-2 rounded-md px-2", className);
  if (draft === undefined) {
    return (
      <button
        type="button"
        aria-label={label}
        onClick={() => setDraft(name)}
        className={clsx(looks, "group/name max-w-full break-words text-left hover:bg-hover")}
      >
        {name}
        <Pencil
          size={16}
          aria-hidden
          className="ml-2 inline-block text-muted opacity-0 group-hover/name:opacity-100 group-focus-visible/name:opacity-100 pointer-coarse:opacity-100"
        />
      </button>
    );
  }
  const save = () => {
    const next = draft.trim();
    setDraft(undefined);
    if (next && next !== name) onSave(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") save();
    if (event.key === "Escape") {
      event.stopPropagation();
      setDraft(undefined);
    }
  };
  return (
    <input
      dir="auto"
      // biome-ignore lint/a11y/noAutofocus: the person has just pressed the name to change it.
      autoFocus
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onFocus={(event) => event.target.select()}
      onBlur={save}
      onKeyDown={onKeyDown}
      maxLength={limits.text.nameLengthMax}
      aria-label={fieldLabel}
      className={clsx(looks, "w-full bg-surface-sunken")}
    />
  );
}
