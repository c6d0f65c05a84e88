"use client";

import { useSyncExternalStore } from "react";
import { formatInstant } from "@/lib/client/format";

const never = () => () => {};

/** A moment by the clock where the browser is; until the page is alive, by UTC. */
export function Instant({ at }: { at: string }) {
  const text = useSyncExternalStore(
    never,
    () => formatInstant(at),
    () => formatInstant(at, "UTC"),
  );
  return <time dateTime={at}>{text}</time>;
}
