"use client";

import { type RefObject, useEffect, useState } from "react";

/** Whether files are being dragged: not at all, somewhere over the page, or over the element; addresses only there. */
export type FileDrag = "none" | "page" | "over";

/** Says where files from outside, or addresses over it, are being dragged, so that an element can show that it takes them. */
export function useFileDrag(element: RefObject<HTMLElement | null>): FileDrag {
  const [drag, setDrag] = useState<FileDrag>("none");
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      const types = event.dataTransfer?.types ?? [];
      const inside = event.target instanceof Node && element.current?.contains(event.target);
      const isAddress = types.includes("text/uri-list");
      if (inside && (isAddress || types.includes("Files"))) setDrag("over");
      else setDrag(types.includes("Files") && !isAddress ? "page" : "none");
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDrag("none");
    };
    const onEnd = () => setDrag("none");
    document.addEventListener("dragover", onOver);
    document.addEventListener("dragleave", onLeave);
    document.addEventListener("drop", onEnd);
    document.addEventListener("dragend", onEnd);
    return () => {
      document.removeEventListener("dragover", onOver);
      document.removeEventListener("dragleave", onLeave);
      document.removeEventListener("drop", onEnd);
      document.removeEventListener("dragend", onEnd);
    };
  }, [element]);
  return drag;
}
