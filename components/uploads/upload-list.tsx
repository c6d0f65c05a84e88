"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { formatCount } from "@/lib/client/format";
import { isUnsent, type UploadState } from "@/lib/client/uploads/upload-entry";
import type { UploadSession } from "@/lib/client/uploads/upload-session";
import type { UploadSummary } from "@/lib/client/uploads/upload-store";
import { UploadRow } from "./upload-row";

type Shown = "all" | "problems";
/** How files end that want a person's attention. */
const wanting: readonly UploadState[] = ["refused", "failed", "held", "repeat"];
const rowPx = 56;

/** The files, only those in sight as elements; optionally those that want a person's attention. */
export function UploadList({ session, summary }: { session: UploadSession; summary: UploadSummary }) {
  const { store } = session;
  const [shown, setShown] = useState<Shown>("all");
  const scroller = useRef<HTMLDivElement>(null);
  const problems = wanting.reduce((sum, state) => sum + summary.counts[state], 0);
  const ids = useMemo(
    () => (shown === "all" ? store.ids : problems > 0 ? listProblems(session) : []),
    [shown, session, store.ids, problems],
  );
  const rows = useVirtualizer({ count: ids.length, getScrollElement: () => scroller.current, estimateSize: () => rowPx, overscan: 6 });
  useFollow(session, summary, shown === "all" ? scroller : undefined, (index) => rows.scrollToIndex(index, { align: "start" }));
  return (
    <>
      {problems > 0 && (
        <div className="flex gap-1 border-border border-t px-3 py-1.5">
          <Tab label={`All ${formatCount(summary.files)}`} active={shown === "all"} onSelect={() => setShown("all")} />
          <Tab label={`To look at ${formatCount(problems)}`} active={shown === "problems"} onSelect={() => setShown("problems")} />
        </div>
      )}
      <div
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-24 flex-1 overflow-y-auto overscroll-contain border-border border-t"
      >
        <ul className="relative" aria-label="Files" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const entry = store.get(ids[row.index] ?? "");
            if (!entry) return null;
            return (
              <li
                key={entry.id}
                aria-setsize={ids.length}
                aria-posinset={row.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ height: rowPx, transform: `translateY(${row.start}px)` }}
              >
                <UploadRow session={session} entry={entry} version={summary.version} />
              </li>
            );
          })}
        </ul>
      </div>
    </>
  );
}

/** Keeps the file that is being worked on in sight, until a person moves the list. */
function useFollow(
  { store }: UploadSession,
  summary: UploadSummary,
  scroller: RefObject<HTMLElement | null> | undefined,
  scrollTo: (index: number) => void,
): void {
  const stays = useRef(false);
  const first = useRef(0);
  useEffect(() => {
    const element = scroller?.current;
    const stay = () => {
      stays.current = true;
    };
    for (const type of movements) element?.addEventListener(type, stay, { passive: true });
    return () => {
      for (const type of movements) element?.removeEventListener(type, stay);
    };
  }, [scroller]);
  useEffect(() => {
    if (!scroller || stays.current || summary.files === 0) return;
    const before = first.current;
    const isSent = (index: number) => !isUnsent(store.get(store.ids[index] ?? "")?.state ?? "waiting");
    if (first.current >= summary.files) first.current = 0;
    while (first.current < summary.files - 1 && isSent(first.current)) first.current++;
    if (first.current !== before) scrollTo(Math.max(0, first.current - 1));
  });
}

const movements = ["wheel", "pointerdown", "touchmove", "keydown"] as const;

function listProblems({ store }: UploadSession): string[] {
  return [...store.entries()].filter(({ state }) => wanting.includes(state)).map(({ id }) => id);
}

function Tab({ label, active, onSelect }: { label: string; active: boolean; onSelect: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={active}
      onClick={onSelect}
      className={clsx(
        "tabular h-8 rounded-full px-3 font-medium text-sm",
        active ? "bg-accent-soft text-accent" : "text-muted hover:bg-hover",
      )}
    >
      {label}
    </button>
  );
}
