"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { sendSharedFile } from "@/lib/client/send-shared-file";

/** A file that a visitor adds, and what became of it. */
export type Addition = {
  key: number;
  name: string;
  state: "waiting" | "sending" | "added" | "known" | "refused";
  /** From 0 to 1, while it is sent. */
  share: number;
  reason?: string;
};

type Queued = { key: number; file: File };

/** Files that a visitor adds one after the other; `share` is how far all of them are, from 0 to 1. */
export function useAdditions(token: string, onAdded: () => void) {
  const [additions, setAdditions] = useState<readonly Addition[]>([]);
  const queue = useRef<Queued[]>([]);
  const running = useRef(false);
  const keys = useRef(0);
  const change = useCallback((key: number, changes: Partial<Addition>) => {
    setAdditions((list) => list.map((addition) => (addition.key === key ? { ...addition, ...changes } : addition)));
  }, []);

  const run = useCallback(async () => {
    if (running.current) return;
    running.current = true;
    for (let next = queue.current.shift(); next; next = queue.current.shift()) {
      const { key, file } = next;
      change(key, { state: "sending" });
      try {
        const result = await sendSharedFile(token, file, (share) => change(key, { share }));
        if (result.outcome === "rejected") change(key, { state: "refused", reason: result.detail });
        else change(key, { state: result.outcome === "duplicate" ? "known" : "added", share: 1 });
      } catch (error) {
        change(key, { state: "refused", reason: error instanceof Error ? error.message : String(error) });
      }
    }
    running.current = false;
    onAdded();
  }, [token, change, onAdded]);

  const add = useCallback(
    (files: readonly File[]) => {
      if (files.length === 0) return;
      const queued = files.map((file) => ({ key: keys.current++, file }));
      queue.current.push(...queued);
      setAdditions((list) => [...list, ...queued.map(({ key, file }): Addition => ({ key, name: file.name, state: "waiting", share: 0 }))]);
      void run();
    },
    [run],
  );

  const isBusy = additions.some(({ state }) => state === "waiting" || state === "sending");
  useEffect(() => {
    if (!isBusy) return;
    const onBeforeUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", onBeforeUnload);
    return () => removeEventListener("beforeunload", onBeforeUnload);
  }, [isBusy]);

  const done = additions.reduce((sum, { state, share }) => sum + (state === "sending" ? share : state === "waiting" ? 0 : 1), 0);
  return { additions, share: additions.length > 0 ? done / additions.length : 0, add, clear: () => setAdditions([]) };
}
