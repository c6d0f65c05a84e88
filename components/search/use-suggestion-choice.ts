"use client";

import { type KeyboardEvent, type RefObject, useState } from "react";
import { acceptSuggestion, useSuggestions } from "@/lib/client/use-suggestions";
import type { SearchSuggestion } from "@/lib/search/help-schema";

type Line = { text: string; put: (value: string) => void };
type Choice = ReturnType<typeof useSuggestionChoice>;

/** The suggestions below the search box: whether they are shown, and which of them the keyboard is on. */
export function useSuggestionChoice(input: RefObject<HTMLInputElement | null>, { text, put }: Line) {
  const [isOpen, setIsOpen] = useState(false);
  const [isManaging, setIsManaging] = useState(false);
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(-1);
  const suggestions = useSuggestions(isOpen, text, caret);
  const hasHistory = text.trim() === "" && suggestions.some(({ kind }) => kind === "search");
  const close = () => {
    setIsOpen(false);
    setActive(-1);
  };
  const pick = (suggestion: SearchSuggestion) => {
    const next = acceptSuggestion(text, suggestion);
    put(next.line);
    setActive(-1);
    setIsOpen(suggestion.kind === "key");
    setCaret(next.caret);
    requestAnimationFrame(() => input.current?.setSelectionRange(next.caret, next.caret));
  };
  const manage = () => {
    close();
    setIsManaging(true);
  };
  return {
    suggestions,
    active,
    isOpen,
    isShown: isOpen && suggestions.length > 0,
    /** Below the last searches stands a way to all of them. */
    hasHistory,
    isManaging,
    open: () => setIsOpen(true),
    close,
    pick,
    manage,
    stopManaging: () => {
      setIsManaging(false);
      input.current?.focus();
    },
    moveCaret: setCaret,
    /** Goes `step` options on, over "none of them" at either end. */
    step: (step: number) => {
      const count = suggestions.length + (hasHistory ? 1 : 0);
      if (count > 0) setActive(((active + step + 1 + count + 1) % (count + 1)) - 1);
    },
    /** The line was typed on. */
    follow: (at: number) => {
      setCaret(at);
      setActive(-1);
      setIsOpen(true);
    },
  };
}

/** Keys of the box while it has suggestions: arrows choose, Enter and Tab take, Escape closes, then empties, then leaves. */
export function handleSuggestionKey(event: KeyboardEvent<HTMLInputElement>, choice: Choice, { text, put }: Line): void {
  if (event.nativeEvent.isComposing) return;
  const chosen = choice.isShown ? choice.suggestions[choice.active] : undefined;
  const isManage = choice.isShown && choice.hasHistory && choice.active === choice.suggestions.length;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step !== undefined) {
    event.preventDefault();
    if (choice.isOpen) choice.step(step);
    else choice.open();
  } else if (event.key === "Enter" && isManage) {
    event.preventDefault();
    choice.manage();
  } else if ((event.key === "Enter" || event.key === "Tab") && chosen) {
    event.preventDefault();
    choice.pick(chosen);
  } else if (event.key === "Escape") {
    event.preventDefault();
    if (choice.isShown) choice.close();
    else if (text) put("");
    else event.currentTarget.blur();
  }
}
