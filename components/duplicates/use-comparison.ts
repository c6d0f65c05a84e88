"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { LockedZoom } from "@/lib/client/duplicates/locked-zoom";
import type { Swipe } from "@/lib/client/zoom";
import { type CompareMode, nextMode } from "./compare-mode";

/** How two pictures are compared: the way, what is flipped, and one magnification for both. */
export function useComparison(mode: CompareMode, setMode: (mode: CompareMode) => void, onSwipe: (swipe: Swipe) => void) {
  const [flipped, setFlipped] = useState(false);
  const [split, setSplit] = useState(0.5);
  const [zoomed, setZoomed] = useState(false);
  const flip = () => {
    if (mode !== "flip") setMode("flip");
    setFlipped(mode === "flip" ? !flipped : true);
  };
  const latest = useRef({ mode, flip, onSwipe });
  useEffect(() => {
    latest.current = { mode, flip, onSwipe };
  });
  const zoom = useMemo(
    () =>
      new LockedZoom({
        onZoomed: setZoomed,
        onSwipe: (swipe) => latest.current.onSwipe(swipe),
        onTap: () => latest.current.mode === "flip" && latest.current.flip(),
      }),
    [],
  );
  return { flipped, flip, split, setSplit, zoomed, zoom, goOn: () => setMode(nextMode(mode)) };
}
