import { clsx } from "clsx";
import type { ReactNode } from "react";

/** A key of the keyboard. */
export function Kbd({ children, inverted }: { children: ReactNode; inverted?: boolean }) {
  return (
    <kbd
      className={clsx(
        "inline-flex h-5 min-w-5 items-center justify-center rounded-[5px] border px-1 font-medium font-sans text-2xs leading-none",
        inverted ? "border-current/25 text-current" : "border-border bg-surface-sunken text-muted",
      )}
    >
      {children}
    </kbd>
  );
}
