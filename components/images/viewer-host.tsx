"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { announceClosed, imageIdOf, onViewerMoved } from "@/lib/client/sequence";
import { Viewer } from "./viewer";

/**
 * Shows the viewer whenever the address is that of an image, over whatever page is below. The
 * address itself is asked, since Next tells of a change only after a transition, too late for
 * somebody who holds an arrow key down.
 */
export function ViewerHost() {
  const pathname = usePathname();
  const imageId = useSyncExternalStore(
    onViewerMoved,
    () => imageIdOf(window.location.pathname),
    () => imageIdOf(pathname),
  );
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !imageId) announceClosed();
    wasOpen.current = Boolean(imageId);
  }, [imageId]);
  return imageId ? <Viewer imageId={imageId} /> : null;
}
