"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { keepForToasts } from "./keep-for-toasts";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
  /** Nothing inside takes the focus, so that the text itself must, to be scrolled by keyboard. */
  readOnly?: boolean;
};

const widths = { sm: "sm:max-w-sm", md: "sm:max-w-md", lg: "sm:max-w-2xl" };

/** A question or a small task in the middle of the page; on phones it rises from the bottom. */
export function Dialog({ open, onOpenChange, title, description, children, footer, size = "md", readOnly }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-fade bg-overlay" />
        <div className="pointer-events-none fixed inset-0 z-50 flex items-end justify-center sm:items-center sm:p-6">
          <Radix.Content
            onInteractOutside={keepForToasts}
            onOpenAutoFocus={focusFirstField}
            {...(!description && { "aria-describedby": undefined })}
            className={clsx(
              "pointer-events-auto flex max-h-[88dvh] w-full animate-rise flex-col rounded-t-xl border border-border bg-surface-raised focus:outline-none sm:animate-enter sm:rounded-xl",
              widths[size],
            )}
          >
            <header className="flex items-start justify-between gap-4 pt-4 pr-3 pl-5">
              <div className="min-w-0 pt-1.5">
                <Radix.Title className="font-semibold text-lg leading-6">{title}</Radix.Title>
                {description && <Radix.Description className="mt-1 text-muted text-sm leading-5">{description}</Radix.Description>}
              </div>
              <Radix.Close
                aria-label="Close"
                className="inline-flex size-10 shrink-0 items-center justify-center rounded-md hover:bg-hover"
              >
                <X size={18} aria-hidden />
              </Radix.Close>
            </header>
            <div
              {...(readOnly && { tabIndex: 0 })}
              className="min-h-0 flex-1 overflow-y-auto px-5 pt-3 pb-5 focus-visible:-outline-offset-2"
            >
              {children}
            </div>
            {footer && <footer className="flex flex-wrap justify-end gap-2 border-border border-t px-5 py-3">{footer}</footer>}
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The first field, or else the dialog itself: a close button that glows at once says nothing. */
function focusFirstField(event: Event): void {
  event.preventDefault();
  const dialog = event.currentTarget as HTMLElement;
  (dialog.querySelector<HTMLElement>("[data-autofocus], input:not([type=hidden]), textarea, select") ?? dialog).focus();
}
