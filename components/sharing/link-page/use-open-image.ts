"use client";

import { useCallback, useSyncExternalStore } from "react";

const movedEvent = "magpie:shared-moved";

function subscribe(listener: () => void): () => void {
  window.addEventListener(movedEvent, listener);
  window.addEventListener("popstate", listener);
  window.addEventListener("hashchange", listener);
  return () => {
    window.removeEventListener(movedEvent, listener);
    window.removeEventListener("popstate", listener);
    window.removeEventListener("hashchange", listener);
  };
}

/** Whether the viewer was opened on this page, so that going back closes it. */
let wasOpenedHere = false;

/** The picture that the viewer shows, kept in the address behind its #, so that Back closes the viewer. */
export function useOpenImage() {
  const id = useSyncExternalStore(
    subscribe,
    () => window.location.hash.slice(1),
    () => "",
  );
  const go = useCallback((next: string, how: "pushState" | "replaceState") => {
    if (how === "pushState") wasOpenedHere = true;
    window.history[how]({ magpieShared: true }, "", next ? `#${next}` : window.location.pathname);
    window.dispatchEvent(new Event(movedEvent));
  }, []);
  const open = useCallback((imageId: string) => go(imageId, "pushState"), [go]);
  const show = useCallback((imageId: string) => go(imageId, "replaceState"), [go]);
  const close = useCallback(() => {
    if (wasOpenedHere) window.history.back();
    else go("", "replaceState");
    wasOpenedHere = false;
  }, [go]);
  return { id, open, show, close };
}
