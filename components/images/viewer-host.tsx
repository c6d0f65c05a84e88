"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { announceClosed } from "@/lib/client/sequence";
import { Viewer } from "./viewer";

/** Shows the viewer whenever the address is that of an image, over whatever page is below. */
export function ViewerHost() {
  const imageId = /^\/images\/([0-9a-f-]{36})$/.exec(usePathname())?.[1];
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !imageId) announceClosed();
    wasOpen.current = Boolean(imageId);
  }, [imageId]);
  return imageId ? <Viewer imageId={imageId} /> : null;
}
