"use client";

import { type RefObject, useEffect, useRef, useState } from "react";

/** Whether an element was in view, or almost, once: so that what it shows is asked for only then. */
export function useSeenOnce<E extends Element>(): { ref: RefObject<E | null>; wasSeen: boolean } {
  const ref = useRef<E>(null);
  const [wasSeen, setWasSeen] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || wasSeen) return;
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && setWasSeen(true), {
      rootMargin: "200px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [wasSeen]);
  return { ref, wasSeen };
}
