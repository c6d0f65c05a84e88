"use client";

import { type KeyboardEvent, useState } from "react";
import { limits } from "@/lib/limits";

type TextFieldProps = { value: string | null; onSave: (value: string | null) => void };

const looks =
  "-mx-2 w-[calc(100%+1rem)] rounded-sm border border-transparent bg-transparent px-2 py-1 hover:bg-hover focus:border-ring focus:bg-surface-sunken focus:outline-none";

/** The title, changed in place: Enter or leaving saves, Escape takes back. */
export function TitleField({ value, onSave }: TextFieldProps) {
  const { bind } = useDraft(value, onSave, true);
  return (
    <input
      {...bind}
      aria-label="Title"
      placeholder="Add a title"
      maxLength={limits.text.titleLengthMax}
      className={`${looks} font-semibold text-lg`}
    />
  );
}

/** The description, changed in place: leaving saves, Escape takes back. */
export function DescriptionField({ value, onSave }: TextFieldProps) {
  const { bind } = useDraft(value, onSave, false);
  return (
    <textarea
      {...bind}
      aria-label="Description"
      placeholder="Add a description"
      rows={1}
      maxLength={limits.text.descriptionLengthMax}
      className={`${looks} field-sizing-content max-h-60 resize-none leading-6`}
    />
  );
}

function useDraft(value: string | null, onSave: (value: string | null) => void, entersSave: boolean) {
  const [draft, setDraft] = useState<string>();
  const save = () => {
    const next = draft?.trim() || null;
    if (draft !== undefined && next !== value) onSave(next);
    setDraft(undefined);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      setDraft(undefined);
      const field = event.currentTarget;
      setTimeout(() => field.blur());
    } else if (event.key === "Enter" && entersSave) {
      event.currentTarget.blur();
    }
  };
  return {
    bind: {
      value: draft ?? value ?? "",
      onChange: (event: { target: { value: string } }) => setDraft(event.target.value),
      onBlur: save,
      onKeyDown,
    },
  };
}
