"use client";

import { useQueryClient } from "@tanstack/react-query";
import { clsx } from "clsx";
import { ImageUp, Search, X } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { Kbd } from "@/components/ui/kbd";
import { Tooltip } from "@/components/ui/tooltip";
import { useSearchPicture } from "@/components/uploads/upload-provider";
import { keepQueryPicture } from "@/lib/client/picture-query";
import { searchQuery } from "@/lib/client/search-query";
import { useFileDrag } from "@/lib/client/use-file-drag";
import { useShortcut } from "@/lib/client/use-shortcut";
import { limits } from "@/lib/limits";

/** A pause this long while typing asks for results. */
const pauseMs = 150;
const searchPath = "/search";

/** The way to search from every page: by words while they are typed, or by a picture chosen, pasted or dropped. */
export function SearchBox() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const pathname = usePathname();
  const asked = useSearchParams().get("q") ?? "";
  const current = pathname === searchPath ? asked : "";
  const [text, setText] = useState(current);
  const input = useRef<HTMLInputElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const form = useRef<HTMLFormElement>(null);
  /** Our own changes of the address, the latest last: React may tell of them late. */
  const sent = useRef([current]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useShortcut("search", () => input.current?.select());

  // The address may change by itself: Back, another page, a link to a search. The viewer leaves it be.
  const isCovered = pathname.startsWith("/images/");
  useEffect(() => {
    if (isCovered) return;
    const at = sent.current.indexOf(current);
    if (at >= 0) {
      sent.current = sent.current.slice(at);
      return;
    }
    clearTimeout(timer.current);
    sent.current = [current];
    setText(current);
  }, [current, isCovered]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const ask = (value: string) => {
    clearTimeout(timer.current);
    const q = value.trim();
    if (q === sent.current.at(-1) && pathname === searchPath) return;
    sent.current.push(q);
    if (q) void queryClient.prefetchQuery(searchQuery({ by: "text", q }));
    const address = q ? `${searchPath}?q=${encodeURIComponent(q)}` : searchPath;
    if (window.location.pathname === searchPath) window.history.replaceState(null, "", address);
    else if (q) router.push(address);
  };
  const onType = (value: string) => {
    setText(value);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => ask(value), pauseMs);
  };
  const askByPicture = useCallback(
    (file: File) => {
      clearTimeout(timer.current);
      sent.current.push("");
      setText("");
      router.push(`${searchPath}?picture=${keepQueryPicture(file).id}`);
    },
    [router],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    if (text) {
      setText("");
      ask("");
    } else input.current?.blur();
  };
  const drag = useFileDrag(form);
  useSearchPicture(askByPicture);

  return (
    <search className="min-w-0 flex-1">
      <form
        ref={form}
        data-drop="search"
        action={searchPath}
        className="relative mx-auto max-w-2xl"
        onSubmit={(event) => {
          event.preventDefault();
          ask(text);
        }}
      >
        <Search size={18} aria-hidden className="pointer-events-none absolute top-1/2 left-3.5 -translate-y-1/2 text-muted" />
        <input
          ref={input}
          type="search"
          name="q"
          value={text}
          onChange={(event) => onType(event.target.value)}
          onKeyDown={onKeyDown}
          onFocus={() => router.prefetch(searchPath)}
          aria-label="Search your pictures"
          placeholder="Search"
          autoComplete="off"
          enterKeyHint="search"
          maxLength={limits.text.queryLengthMax}
          className="peer h-11 w-full rounded-full border border-transparent bg-surface-sunken pr-22 pl-11 text-base [&::-webkit-search-cancel-button]:hidden transition-colors duration-150 hover:border-border focus-visible:border-ring focus-visible:bg-surface focus-visible:outline-1 focus-visible:outline-offset-0 sm:text-[0.9375rem]"
        />
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
                setText("");
                ask("");
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
            if (file) askByPicture(file);
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
