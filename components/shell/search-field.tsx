"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { Kbd } from "@/components/ui/kbd";
import { useShortcut } from "@/lib/client/use-shortcut";

/** The way to search from every page. A picture dropped on it searches. */
export function SearchField() {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  useShortcut("search", () => input.current?.focus());
  return (
    <search className="min-w-0 flex-1">
      <form
        data-drop="search"
        action="/search"
        className="relative mx-auto max-w-2xl"
        onSubmit={(event) => {
          event.preventDefault();
          const q = input.current?.value.trim();
          if (q) router.push(`/search?q=${encodeURIComponent(q)}`);
        }}
      >
        <Search size={18} aria-hidden className="pointer-events-none absolute top-1/2 left-3.5 -translate-y-1/2 text-muted" />
        <input
          ref={input}
          type="search"
          name="q"
          aria-label="Search your pictures"
          placeholder="Search by words or drop a picture"
          autoComplete="off"
          enterKeyHint="search"
          className="peer h-11 w-full rounded-full border border-transparent bg-surface-sunken pr-12 pl-11 text-base transition-colors duration-150 hover:border-border focus-visible:border-ring focus-visible:bg-surface focus-visible:outline-1 focus-visible:outline-offset-0 sm:text-[0.9375rem]"
        />
        <span className="pointer-events-none absolute top-1/2 right-3.5 hidden -translate-y-1/2 peer-focus:hidden lg:block">
          <Kbd>/</Kbd>
        </span>
      </form>
    </search>
  );
}
