"use client";

import { Clock } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { Tooltip } from "@/components/ui/tooltip";
import { localDay } from "@/lib/client/search-query";
import { type SearchWish, searchAddressOf } from "@/lib/client/search-wish";
import type { SearchLine } from "@/lib/search/schema";
import { findTimes, type NamedTime } from "@/lib/search/syntax/find-times";
import { formatQuery } from "@/lib/search/syntax/format-query";
import { describeDay, describeDays } from "./describe-token";

/** Times that words of the line name, each to be searched for as a time instead. */
export function OfferedTimes({ wish, line, stale }: { wish: SearchWish; line: SearchLine; stale: boolean }) {
  const router = useRouter();
  const isUncovered = usePathname() === "/search";
  const times = stale ? [] : findTimes(line.tokens, localDay());
  return times.map((time) => (
    <Tooltip key={`${time.first} ${time.text}`} label={tellDays(time)}>
      <button
        type="button"
        onClick={() => isUncovered && router.replace(searchAddressOf({ ...wish, q: takeAsTime(line, time) }))}
        className="inline-flex h-8 min-w-0 max-w-full items-center gap-1.5 rounded-full border border-border border-dashed px-3 font-medium text-muted text-sm transition-colors duration-100 hover:bg-hover hover:text-foreground pointer-coarse:h-10"
      >
        <Clock size={15} aria-hidden className="shrink-0" />
        <span className="truncate">{offerTime(time)}</span>
      </button>
    </Tooltip>
  ));
}

function offerTime({ kind, text, negated }: NamedTime): string {
  return `${negated ? "Not taken" : "Taken"} ${kind === "on" ? "" : `${kind} `}${text}?`;
}

function tellDays({ kind, days }: NamedTime): string {
  return kind === "on" ? describeDays("", days) : `${kind} ${describeDay(kind === "before" ? days.from : days.to)}`;
}

/** The line with a time in the place of the words that name it. */
function takeAsTime({ tokens }: SearchLine, { kind, first, count, text, negated }: NamedTime): string {
  const time = { kind, text, negated, implied: kind === "on" && text.includes(" ") };
  return formatQuery([...tokens.slice(0, first), time, ...tokens.slice(first + count)]);
}
