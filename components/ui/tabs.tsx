"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

type TabsProps = { label: string; tabs: readonly { value: string; label: string; content: ReactNode }[] };

/** Parts of a task that are looked at one at a time; the first is shown. */
export function Tabs({ label, tabs }: TabsProps) {
  return (
    <Radix.Root {...(tabs[0] && { defaultValue: tabs[0].value })}>
      <Radix.List aria-label={label} className="mb-5 flex gap-1 rounded-md bg-surface-sunken p-1">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="h-9 flex-1 rounded-sm px-3 font-medium text-muted text-sm transition-colors duration-150 hover:text-foreground data-[state=active]:bg-surface-raised data-[state=active]:text-foreground pointer-coarse:h-11"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} tabIndex={-1} className="focus:outline-none">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
