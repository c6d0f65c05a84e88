"use client";

import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { type LibraryCounts, listChanges } from "../images/list-schema";
import { isActive, onPoke } from "./activity";
import { applyChanges } from "./apply-changes";
import { call } from "./call";
import { queryKeys } from "./query-keys";

const busyMs = 2_000;
const idleMs = 15_000;
/** A poke waits this long, so that several changes are asked about once. */
const pokeMs = 250;

/**
 * Follows what changes on the server: every two seconds while pictures wait or something is under
 * way here, every fifteen otherwise, never while the page is hidden. Mounted once, in the shell.
 */
export function useChanges(): void {
  const queryClient = useQueryClient();
  useEffect(() => followChanges(queryClient), [queryClient]);
}

/** The loop behind `useChanges`; the returned function ends it. */
export function followChanges(queryClient: QueryClient): () => void {
  const controller = new AbortController();
  let cursor: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;

  const ask = async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const changes = await call(listChanges, cursor ? { since: cursor } : {}, { signal: controller.signal });
      cursor = changes.cursor;
      applyChanges(queryClient, changes);
    } catch {
      // The next round asks again from the same cursor.
    } finally {
      asking = false;
      if (!controller.signal.aborted) wait(roundMs(queryClient));
    }
  };
  const wait = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(ask, delayMs);
  };
  const onVisibility = () => (document.hidden ? clearTimeout(timer) : wait(0));

  document.addEventListener("visibilitychange", onVisibility);
  const stopPokes = onPoke(() => wait(pokeMs));
  void ask();
  return () => {
    controller.abort();
    clearTimeout(timer);
    stopPokes();
    document.removeEventListener("visibilitychange", onVisibility);
  };
}

function roundMs(queryClient: QueryClient): number {
  const counts = queryClient.getQueryData<LibraryCounts>(queryKeys.counts);
  return isActive() || (counts && counts.pending > 0) ? busyMs : idleMs;
}
