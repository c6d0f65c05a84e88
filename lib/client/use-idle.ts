"use client";

import { useCallback, useEffect, useRef, useState } from "react";

/** Whether nobody has moved anything for a while; keys wake it too. */
export function useIdle(afterMs: number) {
  const [idle, setIdle] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const wake = useCallback(() => {
    setIdle(false);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setIdle(true), afterMs);
  }, [afterMs]);
  const toggle = useCallback(() => {
    clearTimeout(timer.current);
    setIdle((current) => !current);
  }, []);
  useEffect(() => {
    wake();
    window.addEventListener("keydown", wake);
    return () => {
      window.removeEventListener("keydown", wake);
      clearTimeout(timer.current);
    };
  }, [wake]);
  return { idle, wake, toggle };
}
