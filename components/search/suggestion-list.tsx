"use client";

import { clsx } from "clsx";
import { Bookmark, Camera, Clock, Folder, Hash, History, ListFilter, MapPin, Palette, Settings2, Star, Tag } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { formatCount } from "@/lib/client/format";
import { localDay } from "@/lib/client/search-query";
import { limits } from "@/lib/limits";
import type { SearchSuggestion } from "@/lib/search/help-schema";
import { parseDays } from "@/lib/search/syntax/parse-days";
import { queryKeys } from "@/lib/search/syntax/query-keys";
import { describeDay, describeDays } from "./describe-token";

const icons: Partial<Record<SearchSuggestion["kind"], ReactNode>> = {
  key: <ListFilter size={16} aria-hidden />,
  tag: <Tag size={16} aria-hidden />,
  label: <Hash size={16} aria-hidden />,
  in: <Folder size={16} aria-hidden />,
  camera: <Camera size={16} aria-hidden />,
  colour: <Palette size={16} aria-hidden />,
  near: <MapPin size={16} aria-hidden />,
  on: <Clock size={16} aria-hidden />,
  before: <Clock size={16} aria-hidden />,
  after: <Clock size={16} aria-hidden />,
  rating: <Star size={16} aria-hidden />,
  search: <History size={16} aria-hidden />,
  saved: <Bookmark size={16} aria-hidden />,
};

/** What stands behind a suggestion: what a filter is for, which days a time means, or how many pictures have it. */
function hintOf({ kind, insert, label, count }: SearchSuggestion): string | undefined {
  if (kind === "key") return Object.values(queryKeys).find(({ names }) => insert.endsWith(`${names[0]}:`))?.says;
  if (kind === "search") return "searched before";
  if (kind === "saved") return "saved search";
  if (kind === "is" || kind === "has") return insert;
  if (kind === "on" || kind === "before" || kind === "after") return count === null ? describeTime(kind, label) : formatCount(count);
  if (count === null) return undefined;
  return formatCount(count) + (kind === "in" && count >= limits.search.countedMax ? "+" : "");
}

function describeTime(kind: "on" | "before" | "after", text: string): string | undefined {
  const days = parseDays(text, localDay());
  if (!days) return undefined;
  return kind === "on" ? `taken ${describeDays("", days)}` : `${kind} ${describeDay(kind === "before" ? days.from : days.to)}`;
}

export const suggestionId = (listId: string, index: number) => `${listId}-${index}`;

type SuggestionListProps = {
  id: string;
  suggestions: readonly SearchSuggestion[];
  /** Index of the one that the keyboard is on; −1: none. */
  active: number;
  onPick: (suggestion: SearchSuggestion) => void;
  /** Opens all that was searched for: a last option, with the index behind the suggestions. */
  onManage?: () => void;
};

/** Ways to go on with the line, under the box. The focus stays in the box. */
export function SuggestionList({ id, suggestions, active, onPick, onManage }: SuggestionListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Suggestions"
      tabIndex={-1}
      className="absolute top-full left-0 w-full max-sm:w-[calc(100vw-2rem)] z-50 mt-1.5 max-h-[60dvh] overflow-y-auto rounded-lg border border-border bg-surface-raised p-1.5 shadow-lg"
    >
      {suggestions.map((suggestion, index) => {
        const hint = hintOf(suggestion);
        return (
          <Option
            key={`${suggestion.kind} ${suggestion.insert}`}
            id={suggestionId(id, index)}
            isActive={index === active}
            icon={icons[suggestion.kind] ?? <ListFilter size={16} aria-hidden />}
            onPick={() => onPick(suggestion)}
          >
            <span dir="auto" className="min-w-0 truncate">
              {suggestion.label}
            </span>
            {hint && <span className="tabular ml-auto min-w-0 shrink-[999] truncate pl-3 text-muted text-xs">{hint}</span>}
          </Option>
        );
      })}
      {onManage && (
        <Option
          id={suggestionId(id, suggestions.length)}
          isActive={active === suggestions.length}
          icon={<Settings2 size={16} aria-hidden />}
          onPick={onManage}
        >
          <span className="text-muted">Search history…</span>
        </Option>
      )}
    </div>
  );
}

type OptionProps = { id: string; isActive: boolean; icon: ReactNode; onPick: () => void; children: ReactNode };

function Option({ id, isActive, icon, onPick, children }: OptionProps) {
  const option = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) option.current?.scrollIntoView({ block: "nearest" });
  }, [isActive]);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: in a combobox the focus stays in the box, which names the active option.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the box takes the keys.
    <div
      ref={option}
      id={id}
      role="option"
      aria-selected={isActive}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPick}
      className={clsx(
        "flex min-h-9 cursor-default items-center gap-2.5 rounded-sm px-2.5 text-sm pointer-coarse:min-h-11 hover:bg-hover",
        isActive && "bg-hover",
      )}
    >
      <span className="shrink-0 text-muted">{icon}</span>
      {children}
    </div>
  );
}
