"use client";

import { useCallback, useSyncExternalStore } from "react";
import type { OnDuplicate } from "../../uploads/schema";
import type { UploadOptions } from "./upload-entry";

/** What becomes of near duplicates of what is added; off: nothing is looked for. */
export type DuplicatePolicy = OnDuplicate | "off";

/** All of them in words, from the most careful to the one that takes everything. */
export const duplicatePolicies: readonly { value: DuplicatePolicy; label: string; hint: string }[] = [
  {
    value: "review",
    label: "Ask me about near duplicates",
    hint: "What repeats a picture of yours, or is like one, waits until you decide.",
  },
  {
    value: "reject",
    label: "Refuse near duplicates",
    hint: "What repeats a picture of yours goes to the trash; what is only like one waits until you decide.",
  },
  {
    value: "reject-similar",
    label: "Refuse similar pictures, too",
    hint: "What repeats a picture of yours, or is like one, goes to the trash.",
  },
  { value: "off", label: "Do not check", hint: "Every file is added, also one that is here already." },
];

/** A policy as the server's doors take it. */
export function toDuplicateOptions(policy: DuplicatePolicy): Pick<UploadOptions, "detectDuplicates" | "onDuplicate"> {
  return policy === "off" ? { detectDuplicates: false, onDuplicate: "review" } : { detectDuplicates: true, onDuplicate: policy };
}

const listeners = new Set<() => void>();
/** For browsers that keep nothing. */
const kept = new Map<string, string>();

/** The policy that a person chose last in this browser, and how to choose another; everywhere on the page it is the same one. */
export function useDuplicatePolicy(userId: string): [DuplicatePolicy, (policy: DuplicatePolicy) => void] {
  const key = `magpie-duplicates-${userId}`;
  const policy = useSyncExternalStore<DuplicatePolicy>(
    subscribe,
    () => toPolicy(read(key)),
    () => "review",
  );
  const choose = useCallback(
    (next: DuplicatePolicy) => {
      kept.set(key, next);
      try {
        localStorage.setItem(key, next);
      } catch {
        // It holds until the page is left.
      }
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [policy, choose];
}

/** Another tab may have chosen. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}

function read(key: string): string | null | undefined {
  try {
    return localStorage.getItem(key);
  } catch {
    return kept.get(key);
  }
}

function toPolicy(text: string | null | undefined): DuplicatePolicy {
  return duplicatePolicies.find(({ value }) => value === text)?.value ?? "review";
}
