"use client";

import { clsx } from "clsx";
import { ImageUp, Search, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Kbd } from "@/components/ui/kbd";
import { Tooltip } from "@/components/ui/tooltip";
import { useSearchPicture } from "@/components/uploads/upload-provider";
import { useFileDrag } from "@/lib/client/use-file-drag";
import { useShortcut } from "@/lib/client/use-shortcut";
import { acceptSuggestion, useSuggestions } from "@/lib/client/use-suggestions";
import { limits } from "@/lib/limits";
import type { SearchSuggestion } from "@/lib/search/help-schema";
import { placeCaretEvent } from "./place-caret";
import { SuggestionList, suggestionId } from "./suggestion-list";
import { searchPath, useSearchLine } from "./use-search-line";

/** The way to search from every page: by a line while it is typed, and by pictures chosen, pasted or dropped. */
export function SearchBox() {
  const { text, type, put, ask, addPicture, prefetch } = useSearchLine();
  const input = useRef<HTMLInputElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const listId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(-1);
  const suggestions = useSuggestions(isOpen, text, caret);
  const isShown = isOpen && suggestions.length > 0;
  useShortcut("search", () => input.current?.select());
  useSearchPicture(addPicture);
  usePlaceCaret(input);
  const drag = useFileDrag(form);

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
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const chosen = isShown ? suggestions[active] : undefined;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!isOpen) return setIsOpen(true);
      if (suggestions.length > 0) setActive(((active + step + 1 + suggestions.length + 1) % (suggestions.length + 1)) - 1);
    } else if ((event.key === "Enter" || event.key === "Tab") && chosen) {
      event.preventDefault();
      pick(chosen);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (isShown) close();
      else if (text) put("");
      else input.current?.blur();
    }
  };

  return (
    <search className="min-w-0 flex-1">
      <form
        ref={form}
        data-drop="search"
        action={searchPath}
        className="relative mx-auto max-w-2xl"
        onSubmit={(event) => {
          event.preventDefault();
          close();
          ask(text);
        }}
      >
        <Search size={18} aria-hidden className="pointer-events-none absolute top-1/2 left-3.5 -translate-y-1/2 text-muted" />
        <input
          ref={input}
          type="search"
          name="q"
          role="combobox"
          aria-expanded={isShown}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={isShown && active >= 0 ? suggestionId(listId, active) : undefined}
          value={text}
          onChange={(event) => {
            type(event.target.value);
            setCaret(event.target.selectionStart ?? event.target.value.length);
            setActive(-1);
            setIsOpen(true);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
          onKeyDown={onKeyDown}
          onFocus={prefetch}
          onClick={() => setIsOpen(true)}
          onBlur={close}
          aria-label="Search your pictures"
          placeholder="Search"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="search"
          maxLength={limits.text.queryLengthMax}
          className="peer h-11 w-full rounded-full border border-transparent bg-surface-sunken pr-22 pl-11 text-base [&::-webkit-search-cancel-button]:hidden transition-colors duration-150 hover:border-border focus-visible:border-ring focus-visible:bg-surface focus-visible:outline-1 focus-visible:outline-offset-0 sm:text-[0.9375rem]"
        />
        {isShown && <SuggestionList id={listId} suggestions={suggestions} active={active} onPick={pick} />}
        {!text && (
          <span className="pointer-events-none absolute top-1/2 right-13 hidden -translate-y-1/2 peer-focus:hidden lg:block">
            <Kbd>/</Kbd>
          </span>
        )}
        <span className="absolute inset-y-0 right-1 flex items-center">
          {text && (
            <button
              type="button"
              aria-label="Clear the search"
              onClick={() => {
                put("");
                input.current?.focus();
              }}
              className="inline-flex size-9 items-center justify-center rounded-full text-muted hover:bg-hover hover:text-foreground"
            >
              <X size={18} aria-hidden />
            </button>
          )}
          <Tooltip label="Search by a picture">
            <button
              type="button"
              aria-label="Search by a picture"
              onClick={() => chooser.current?.click()}
              className="inline-flex size-9 items-center justify-center rounded-full text-muted hover:bg-hover hover:text-foreground"
            >
              <ImageUp size={18} aria-hidden />
            </button>
          </Tooltip>
        </span>
        <input
          ref={chooser}
          type="file"
          accept="image/*,.heic,.heif,.avif,.bmp,.tif,.tiff"
          hidden
          data-search-picture
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = "";
            if (file) addPicture(file);
          }}
        />
        {drag !== "none" && (
          <span
            className={clsx(
              "pointer-events-none absolute -inset-1 z-[80] flex animate-fade items-center justify-center gap-2 rounded-full border-2 border-accent font-semibold text-sm",
              drag === "over" ? "bg-accent text-accent-foreground" : "border-dashed bg-surface-raised text-accent",
            )}
          >
            <Search size={18} aria-hidden />
            Search by this picture
          </span>
        )}
      </form>
    </search>
  );
}

/** A chip that is clicked puts the caret behind its words in the box. */
function usePlaceCaret(input: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onPlace = (event: Event) => {
      const { start, end } = (event as CustomEvent<{ start: number; end: number }>).detail;
      input.current?.focus();
      input.current?.setSelectionRange(start, end);
    };
    window.addEventListener(placeCaretEvent, onPlace);
    return () => window.removeEventListener(placeCaretEvent, onPlace);
  }, [input]);
}
