"use client";

import { useEffect, useRef } from "react";
import { bindShortcut, type ShortcutName } from "./shortcuts";

/** Binds a shortcut while the component is on the page; answering false leaves the key to the browser. */
export function useShortcut(name: ShortcutName, run: (event: KeyboardEvent) => unknown | undefined, enabled = true): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => (enabled ? bindShortcut(name, (event) => latest.current(event)) : undefined), [name, enabled]);
}
