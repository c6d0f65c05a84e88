"use client";

import { clsx } from "clsx";
import { CircleAlert, X } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { Tooltip } from "@/components/ui/tooltip";
import { type SearchWish, searchAddressOf } from "@/lib/client/search-wish";
import type { SearchLine } from "@/lib/search/schema";
import { formatQuery, formatToken } from "@/lib/search/syntax/format-query";
import type { QueryToken } from "@/lib/search/syntax/query";
import { describeToken } from "./describe-token";
import { placeCaret } from "./place-caret";

/** What was understood of the line: a chip for each filter and phrase, each to be changed or taken away. */
export function QueryChips({ wish, line, stale }: { wish: SearchWish; line: SearchLine; stale: boolean }) {
  const router = useRouter();
  const isUncovered = usePathname() === "/search";
  const isChip = ({ kind, negated, fault }: QueryToken) => kind !== "word" || negated || fault !== null;
  const chips = line.tokens.map((token, index) => ({ token, index })).filter(({ token }) => isChip(token));
  if (chips.length === 0 && !line.isCut) return null;
  const remove = (index: number) => {
    // The line of an older answer must not take the place of what was typed since.
    if (!isUncovered || stale) return;
    const q = formatQuery(line.tokens.filter((_, at) => at !== index));
    router.replace(searchAddressOf({ ...wish, q }));
  };
  return (
    <ul aria-label="What is searched for" className="flex min-w-0 flex-wrap items-center gap-1.5">
      {chips.map(({ token, index }) => (
        <li
          key={`${index} ${formatToken(token)}`}
          className={clsx(
            "inline-flex h-8 min-w-0 max-w-full items-center rounded-full border pointer-coarse:h-10",
            token.fault ? "border-warning/40 bg-warning/10 text-warning" : "border-transparent bg-accent-soft text-accent",
          )}
        >
          <Tooltip label={token.fault ?? "Change it in the search box"}>
            <button
              type="button"
              onClick={() => placeCaret(token.start, token.end)}
              className="inline-flex h-full min-w-0 items-center gap-1.5 rounded-l-full pr-1 pl-3 font-medium text-sm"
            >
              {token.fault && <CircleAlert size={15} aria-hidden className="shrink-0" />}
              <span dir="auto" className="truncate">
                {describeToken(token)}
              </span>
              {token.fault && <span className="sr-only">: {token.fault}</span>}
            </button>
          </Tooltip>
          <button
            type="button"
            aria-label={`Take away ${describeToken(token)}`}
            onClick={() => remove(index)}
            className="inline-flex h-full w-8 shrink-0 items-center justify-center rounded-r-full hover:bg-hover"
          >
            <X size={14} aria-hidden />
          </button>
        </li>
      ))}
      {line.isCut && <li className="text-muted text-sm">The rest of the line is not looked at.</li>}
    </ul>
  );
}
