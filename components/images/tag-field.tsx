"use client";

import { X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { limits } from "@/lib/limits";

/** Tags as chips; Enter or a comma adds what is typed, Backspace in the empty field takes the last one. */
export function TagField({ tags, onSave }: { tags: readonly string[]; onSave: (tags: string[]) => void }) {
  const [draft, setDraft] = useState("");
  const add = () => {
    const tag = draft.trim().slice(0, limits.text.tagLengthMax);
    setDraft("");
    if (tag && !tags.includes(tag) && tags.length < limits.text.tagsMax) onSave([...tags, tag]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      add();
    } else if (event.key === "Backspace" && !draft && tags.length > 0) {
      onSave(tags.slice(0, -1));
    } else if (event.key === "Escape") {
      event.stopPropagation();
      setDraft("");
      (event.target as HTMLElement).blur();
    }
  };
  return (
    <div className="mt-1 flex flex-wrap items-center gap-1.5">
      {tags.map((tag) => (
        <span key={tag} className="flex h-7 max-w-full items-center rounded-full bg-surface-sunken pl-3 text-sm">
          <span dir="auto" className="truncate">
            {tag}
          </span>
          <button
            type="button"
            aria-label={`Take off the tag ${tag}`}
            onClick={() => onSave(tags.filter((other) => other !== tag))}
            className="flex size-7 shrink-0 items-center justify-center rounded-full text-muted hover:text-foreground"
          >
            <X size={14} aria-hidden />
          </button>
        </span>
      ))}
      <input
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={add}
        aria-label="Add a tag"
        placeholder={tags.length === 0 ? "Add tags" : "Add"}
        className="h-7 min-w-16 max-w-40 flex-1 rounded-full border border-border border-dashed bg-transparent px-3 text-sm focus:border-ring focus:outline-none"
      />
    </div>
  );
}
