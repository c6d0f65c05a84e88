"use client";

import { useEffect, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { keyCapsOf, shortcuts } from "@/lib/client/shortcuts";
import { useShortcut } from "@/lib/client/use-shortcut";

const openEvent = "magpie:show-shortcuts";

/** Shows the shortcuts dialog from anywhere. */
export function openShortcuts(): void {
  window.dispatchEvent(new Event(openEvent));
}

const entries = Object.entries(shortcuts);
const groups = [...new Set(entries.map(([, shortcut]) => shortcut.group))];

/** Every shortcut there is, from the same list that binds them. */
export function ShortcutsDialog() {
  const [open, setOpen] = useState(false);
  useShortcut("showShortcuts", () => setOpen(true));
  useEffect(() => {
    const show = () => setOpen(true);
    window.addEventListener(openEvent, show);
    return () => window.removeEventListener(openEvent, show);
  }, []);
  return (
    <Dialog open={open} onOpenChange={setOpen} title="Shortcuts" size="lg" readOnly>
      <div className="gap-x-10 sm:columns-2">
        {groups.map((group) => (
          <section key={group} className="mb-6 break-inside-avoid">
            <h3 className="mb-1 font-semibold text-muted text-xs">{group}</h3>
            <dl>
              {entries
                .filter(([, shortcut]) => shortcut.group === group)
                .map(([name, shortcut]) => (
                  <div key={name} className="flex min-h-8 items-center justify-between gap-4 text-sm">
                    <dt>{shortcut.label}</dt>
                    <dd className="flex shrink-0 items-center gap-1">
                      {shortcut.keys.map((key, index) => (
                        <span key={key} className="flex items-center gap-1">
                          {index > 0 && !isArrow(key) && <span className="text-muted text-xs">or</span>}
                          {keyCapsOf(key).map((cap) => (
                            <Kbd key={cap}>{cap}</Kbd>
                          ))}
                        </span>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function isArrow(key: string): boolean {
  return "←↑→↓".includes(key);
}
