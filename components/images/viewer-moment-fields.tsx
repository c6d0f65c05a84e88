"use client";

import { type KeyboardEvent, type ReactNode, useState } from "react";
import { describePosition } from "@/lib/client/describe-exif";
import { formatMoment } from "@/lib/client/format";
import { parsePosition } from "@/lib/client/parse-position";
import type { ImageView } from "@/lib/images/schema";

const line = "-mx-2 -my-1 rounded-sm border px-2 py-[3px] text-sm leading-5";
const looks = `${line} block w-[calc(100%+1rem)] border-ring bg-surface-sunken focus:outline-none`;

/** When it was taken, by the clock where it was; changed in place, and its offset from UTC stays. */
export function TakenField({ takenAt, onSave }: { takenAt: string; onSave: (takenAt: string) => void }) {
  const local = takenAt.slice(0, 19);
  const save = (next: string) => {
    const whole = next.length === 16 ? `${next}:00` : next;
    if (whole !== "" && whole !== local) onSave(whole + takenAt.slice(19));
    return true;
  };
  return (
    <EditInPlace label="Change date and time" text={formatMoment(takenAt)} initial={local} onSave={save}>
      {(bind) => (
        <input
          {...bind}
          type="datetime-local"
          step={1}
          min="1000-01-01T00:00"
          max="9998-12-31T23:59"
          aria-label="Date and time"
          className={looks}
        />
      )}
    </EditInPlace>
  );
}

type Position = ImageView["position"];

/** Where it was taken, as latitude and longitude; changed in place, and taken away by leaving nothing. */
export function PositionField({ position, onSave }: { position: Position; onSave: (position: Position) => void }) {
  const text = position ? describePosition(position) : "";
  const save = (next: string) => {
    const parsed = parsePosition(next);
    if (next.trim() === "" && position) onSave(null);
    else if (parsed && next !== text) onSave(parsed);
    return next.trim() === "" || next === text || parsed !== undefined;
  };
  return (
    <EditInPlace label="Change the position" text={text || "Add a position"} isEmpty={!text} initial={text} onSave={save}>
      {(bind) => (
        <input
          {...bind}
          aria-label="Latitude and longitude"
          placeholder="48.85837, 2.29448"
          className={`${looks} tabular aria-invalid:border-danger`}
        />
      )}
    </EditInPlace>
  );
}

type Bound = {
  value: string;
  "aria-invalid": boolean;
  onChange: (event: { target: { value: string } }) => void;
  onBlur: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
  autoFocus: true;
};
type EditInPlaceProps = {
  label: string;
  text: string;
  isEmpty?: boolean;
  initial: string;
  /** Whether it can be taken; otherwise the field stays open and says so. */
  onSave: (draft: string) => boolean;
  children: (bind: Bound) => ReactNode;
};

/** A line of text that becomes a field when it is pressed: Enter or leaving saves, Escape takes back. */
function EditInPlace({ label, text, isEmpty, initial, onSave, children }: EditInPlaceProps) {
  const [draft, setDraft] = useState<string>();
  const [refused, setRefused] = useState(false);
  const end = () => {
    setDraft(undefined);
    setRefused(false);
  };
  if (draft === undefined) {
    return (
      <button
        type="button"
        title={label}
        onClick={() => setDraft(initial)}
        className={`${line} block border-transparent text-left hover:bg-hover ${isEmpty ? "text-muted" : "tabular"}`}
      >
        {text}
      </button>
    );
  }
  return children({
    value: draft,
    "aria-invalid": refused,
    autoFocus: true,
    onChange: (event) => {
      setRefused(false);
      setDraft(event.target.value);
    },
    onBlur: () => {
      onSave(draft);
      end();
    },
    onKeyDown: (event) => {
      if (event.key === "Enter") {
        if (onSave(draft)) end();
        else setRefused(true);
      } else if (event.key === "Escape") {
        event.stopPropagation();
        end();
      }
    },
  });
}
