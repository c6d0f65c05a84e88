"use client";

import { type RefObject, useEffect, useRef, useState } from "react";

/** Whether files are being dragged: not at all, somewhere over the page, or over the target. */
export type FileDrag = "none" | "page" | "over";

/** Makes an element take dropped files before the page does, and says where a drag is. */
export function useFileDrop(element: RefObject<HTMLElement | null>, take: (files: File[]) => void): FileDrag {
  const [drag, setDrag] = useState<FileDrag>("none");
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const node = element.current;
    if (!node) return;
    const isInside = (event: Event) => event.target instanceof Node && node.contains(event.target);
    const onDrag = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) setDrag(isInside(event) ? "over" : "page");
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDrag("none");
    };
    const onEnd = () => setDrag("none");
    const onOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
    };
    const onDrop = (event: DragEvent) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      setDrag("none");
      latest.current(files);
    };
    const capture = { capture: true };
    window.addEventListener("dragenter", onDrag, capture);
    window.addEventListener("dragleave", onLeave, capture);
    window.addEventListener("drop", onEnd, capture);
    window.addEventListener("dragend", onEnd, capture);
    node.addEventListener("dragover", onOver);
    node.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragenter", onDrag, capture);
      window.removeEventListener("dragleave", onLeave, capture);
      window.removeEventListener("drop", onEnd, capture);
      window.removeEventListener("dragend", onEnd, capture);
      node.removeEventListener("dragover", onOver);
      node.removeEventListener("drop", onDrop);
    };
  }, [element]);
  return drag;
}
