"use client";

import { clsx } from "clsx";
import { ImageUp, Search, X } from "lucide-react";
import { type RefObject, useEffect, useId, useRef } from "react";
import { Kbd } from "@/components/ui/kbd";
import { Tooltip } from "@/components/ui/tooltip";
import { useSearchPicture } from "@/components/uploads/upload-provider";
import { useFileDrag } from "@/lib/client/use-file-drag";
import { useShortcut } from "@/lib/client/use-shortcut";
import { limits } from "@/lib/limits";
import { placeCaretEvent } from "./place-caret";
import { SearchHistory } from "./search-history";
import { SuggestionList, suggestionId } from "./suggestion-list";
import { searchPath, useSearchLine } from "./use-search-line";
import { handleSuggestionKey, useSuggestionChoice } from "./use-suggestion-choice";

/** The way to search from every page: by a line while it is typed, and by pictures chosen, pasted or dropped. */
export function SearchBox() {
  const { text, type, put, submit, addPicture, prefetch } = useSearchLine();
  const input = useRef<HTMLInputElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const listId = useId();
  const choice = useSuggestionChoice(input, { text, put });
  const { suggestions, active, isShown, hasHistory, isManaging } = choice;
  useShortcut("search", () => input.current?.select());
  useSearchPicture(addPicture);
  usePlaceCaret(input);
  const drag = useFileDrag(form);

  return (
    <search className="min-w-0 flex-1">
      <form
        ref={form}
        data-drop="search"
        action={searchPath}
        className="relative mx-auto max-w-2xl"
        onSubmit={(event) => {
          event.preventDefault();
          choice.close();
          submit(text);
        }}
      >
        <Search size={18} aria-hidden className="pointer-events-none absolute top-1/2 left-3.5 -translate-y-1/2 text-muted" />
        <input
          ref={input}
          type="search"
          name="q"
          role="combobox"
          aria-expanded={isShown}
          aria-controls={isShown ? listId : undefined}
          aria-autocomplete="list"
          aria-activedescendant={isShown && active >= 0 ? suggestionId(listId, active) : undefined}
          value={text}
          onChange={(event) => {
            type(event.target.value);
            choice.follow(event.target.selectionStart ?? event.target.value.length);
          }}
          onSelect={(event) => choice.moveCaret(event.currentTarget.selectionStart ?? 0)}
          onKeyDown={(event) => handleSuggestionKey(event, choice, { text, put })}
          onFocus={() => {
            prefetch();
            if (!text) choice.open();
          }}
          onClick={choice.open}
          onBlur={choice.close}
          aria-label="Search your pictures"
          placeholder="Search"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          enterKeyHint="search"
          maxLength={limits.text.queryLengthMax}
          className="peer h-11 w-full rounded-full border border-transparent bg-surface-sunken pr-22 pl-11 text-base [&::-webkit-search-cancel-button]:hidden transition-colors duration-150 hover:border-border focus-visible:border-ring focus-visible:bg-surface focus-visible:outline-1 focus-visible:outline-offset-0 sm:text-[0.9375rem]"
        />
        {isShown && (
          <SuggestionList
            id={listId}
            suggestions={suggestions}
            active={active}
            onPick={choice.pick}
            {...(hasHistory && { onManage: choice.manage })}
          />
        )}
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
                choice.open();
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
      {isManaging && <SearchHistory onClose={choice.stopManaging} />}
    </search>
  );
}

/** A chip that is clicked puts the caret behind its words in the box. */
function usePlaceCaret(input: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onPlace = (event: Event) => {
      const { start, end } = (event as CustomEvent<{ start: number; end: number }>).detail;
      const box = input.current;
      if (!box) return;
      // Places are counted in the line without the space around it.
      const indent = box.value.length - box.value.trimStart().length;
      box.focus();
      box.setSelectionRange(start + indent, end + indent);
    };
    window.addEventListener(placeCaretEvent, onPlace);
    return () => window.removeEventListener(placeCaretEvent, onPlace);
  }, [input]);
}
