import type { ReactNode } from "react";

/** The title with how much there is to decide, in one line: the pictures need the room. */
export function DuplicatesHeader({ status, children }: { status: ReactNode; children?: ReactNode }) {
  return (
    <header className="page-x flex min-h-14 items-center justify-between gap-x-4 pt-1 max-sm:pb-2">
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-3 max-sm:shrink-0 max-sm:grow max-sm:basis-32">
        <h1 className="font-semibold text-title">Duplicates</h1>
        <span role="status" className="tabular text-muted text-sm">
          {status}
        </span>
      </div>
      <div className="flex flex-wrap items-center justify-end gap-x-2">{children}</div>
    </header>
  );
}
