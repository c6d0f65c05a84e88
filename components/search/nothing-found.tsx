"use client";

import { ImageUp, ListFilter, SearchX, Type } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { SearchWish } from "@/lib/client/search-wish";
import type { SearchCoverage, SearchLine } from "@/lib/search/schema";
import { asksNothing } from "@/lib/search/syntax/is-left-out";

/** What the search page says before anything is asked. */
export function NothingAsked() {
  return (
    <section className="mx-auto max-w-xl animate-fade px-6 pt-14 sm:pt-24">
      <h1 className="font-semibold text-3xl leading-9 tracking-[-0.02em]">Search your pictures</h1>
      <ul className="mt-8 flex flex-col divide-y divide-border border-border border-y">
        <Way icon={<Type size={22} aria-hidden />} title="By what they show">
          Say it as you would to a person: <Example q="a dog running on grass" />, <Example q="people around a table" />,{" "}
          <Example q="a red bus" />. Names, tags and collections are searched too.
        </Way>
        <Way icon={<ListFilter size={22} aria-hidden />} title="By what is known of them">
          <Example q="in:default 2024" />, <Example q="before:2020 is:favourite" />, <Example q="type:png larger:10mp" />,{" "}
          <Example q='"last summer" colour:blue' />, <Example q="dog -beach" />: the field helps while you type.
        </Way>
        <Way icon={<ImageUp size={22} aria-hidden />} title="By another picture">
          Drop a picture on the search field, paste one into it, or choose one with the button at its end. Words and several pictures can be
          put together, and a part of a picture is enough.
        </Way>
      </ul>
    </section>
  );
}

function Way({ icon, title, children }: { icon: React.ReactNode; title: string; children: React.ReactNode }) {
  return (
    <li className="flex gap-5 py-5">
      <span className="mt-0.5 text-accent">{icon}</span>
      <span className="min-w-0">
        <span className="block font-semibold">{title}</span>
        <span className="mt-0.5 block text-pretty text-muted">{children}</span>
      </span>
    </li>
  );
}

function Example({ q }: { q: string }) {
  return (
    <Link href={`/search?q=${encodeURIComponent(q)}`} className="rounded-sm text-accent underline decoration-1 underline-offset-2">
      {q}
    </Link>
  );
}

type NothingFoundProps = { wish: SearchWish; line: SearchLine | null; coverage: SearchCoverage };

/** What to do when a search found nothing. */
export function NothingFound({ wish, line, coverage }: NothingFoundProps) {
  if (wish.pictures.length === 0 && asksNothing(line?.tokens ?? []))
    return (
      <EmptyState icon={<SearchX size={24} />} title="Nothing to look for yet">
        No part of this search is understood. Change what is marked above, or type words of what the picture shows.
      </EmptyState>
    );
  const seesContent = coverage.model === "ready";
  const empty = coverage.embedded + coverage.waiting === 0;
  return (
    <EmptyState
      icon={<SearchX size={24} />}
      title={empty ? "There are no pictures yet" : wish.pictures.length === 0 ? "Nothing found" : "Nothing like it found"}
      actions={
        <Link href="/" className={buttonClass()}>
          {empty ? "Bring in the first ones" : "To the timeline"}
        </Link>
      }
    >
      {empty
        ? "What you bring in can be found here a moment later."
        : wish.pictures.length > 0
          ? "No picture that has been read so far looks like this one."
          : seesContent
            ? adviseOn(line)
            : "Only names, tags and collections can be searched at the moment. Try part of a file name."}
    </EmptyState>
  );
}

/** Other words where words were asked for, fewer filters where there are any. */
function adviseOn(line: SearchLine | null): string {
  const tokens = line?.tokens ?? [];
  const isText = ({ kind, negated }: (typeof tokens)[number]) => !negated && (kind === "word" || kind === "phrase");
  const filters = tokens.filter((token) => !isText(token)).length;
  if (filters === 0) return "Say what the picture shows in other words, or try part of its file name.";
  if (filters < tokens.length) return "Take a filter off, or say what the picture shows in other words.";
  return filters === 1 ? "No picture passes this filter." : "No picture passes all of these filters. Take one off.";
}
