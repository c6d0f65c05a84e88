"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { keepForToasts } from "./keep-for-toasts";

type SheetProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  side?: "right" | "bottom";
};

/** A panel that comes in from the side or the bottom. */
export function Sheet({ open, onOpenChange, title, children, side = "right" }: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-fade bg-overlay" />
        <Radix.Content
          onInteractOutside={keepForToasts}
          aria-describedby={undefined}
          className={clsx(
            "fixed z-50 flex flex-col border-border bg-surface-raised focus:outline-none",
            side === "right" && "inset-y-0 right-0 w-full max-w-md animate-slide-in border-l",
            side === "bottom" && "inset-x-0 bottom-0 max-h-[85dvh] animate-rise rounded-t-xl border-t pb-[env(safe-area-inset-bottom)]",
          )}
        >
          <header className="flex items-center justify-between gap-4 py-2 pr-2 pl-5">
            <Radix.Title className="font-semibold">{title}</Radix.Title>
            <Radix.Close aria-label="Close" className="inline-flex size-10 items-center justify-center rounded-md hover:bg-hover">
              <X size={18} aria-hidden />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
