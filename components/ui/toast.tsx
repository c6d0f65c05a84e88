"use client";

import { Toaster as Sonner, toast } from "sonner";

/** Where toasts appear; mounted once. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-center"
      offset={24}
      mobileOffset={{ bottom: 84, left: 16, right: 16 }}
      gap={8}
      visibleToasts={3}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full sm:w-auto sm:min-w-72 sm:max-w-md items-center gap-3 rounded-lg bg-foreground text-background py-2 pl-4 pr-2 text-sm leading-5 sm:left-1/2 sm:-translate-x-1/2",
          content: "flex-1 min-w-0 py-1.5",
          title: "font-medium",
          description: "opacity-75",
          actionButton: "h-9 shrink-0 rounded-sm px-3 font-semibold hover:bg-background/15",
          icon: "shrink-0",
        },
      }}
    />
  );
}

/** Says what has been done and offers to take it back for eight seconds; answers how to end the offer before. */
export function showUndo(message: string, undo: () => void): () => void {
  const id = toast(message, { duration: 8_000, action: { label: "Undo", onClick: undo } });
  return () => void toast.dismiss(id);
}

/** Says what has been done. */
export function showMessage(message: string, description?: string): void {
  toast(message, { duration: 4_000, ...(description && { description }) });
}

/** Says what went wrong, in the server's sentence where the error carries one. */
export function showError(error: unknown, retry?: () => void): void {
  const message = error instanceof Error ? error.message : String(error);
  toast(message, { duration: 8_000, ...(retry && { action: { label: "Try again", onClick: retry } }) });
}
