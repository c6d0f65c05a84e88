"use client";

import { clsx } from "clsx";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Kbd } from "./kbd";

type MenuProps = { trigger: ReactNode; children: ReactNode; align?: "start" | "center" | "end"; side?: "top" | "bottom" | "right" };

/** A menu under its trigger (one element that takes a ref). */
export function Menu({ trigger, children, align = "end", side = "bottom" }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-[60] min-w-52 max-w-80 animate-enter rounded-lg border border-border bg-surface-raised p-1.5"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const itemLooks =
  "flex min-h-9 cursor-default select-none items-center gap-2.5 rounded-sm px-2.5 text-sm pointer-coarse:min-h-11 " +
  "outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover";

type MenuItemProps = {
  icon?: ReactNode;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  onSelect?: () => void;
  /** Makes the only child, such as a link, the item. */
  asChild?: boolean;
  children: ReactNode;
};

export function MenuItem({ icon, shortcut, danger, disabled, onSelect, asChild, children }: MenuItemProps) {
  const className = clsx(itemLooks, danger && "text-danger data-[highlighted]:bg-danger-soft");
  const common = { className, ...(disabled && { disabled }), ...(onSelect && { onSelect: () => onSelect() }) };
  if (asChild) {
    return (
      <Radix.Item asChild {...common}>
        {children}
      </Radix.Item>
    );
  }
  return (
    <Radix.Item {...common}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {shortcut && <Kbd>{shortcut}</Kbd>}
    </Radix.Item>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1.5 h-px bg-border" />;
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="truncate px-2.5 py-1.5 text-muted text-xs">{children}</Radix.Label>;
}

type MenuChoicesProps<T extends string> = {
  value: T;
  onChange: (value: T) => void;
  /** The hint says below the label what the choice means. */
  choices: readonly { value: T; label: string; hint?: string; icon?: ReactNode }[];
};

/** One of several, with a dot at the chosen one. */
export function MenuChoices<T extends string>({ value, onChange, choices }: MenuChoicesProps<T>) {
  return (
    <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
      {choices.map((choice) => (
        <Radix.RadioItem key={choice.value} value={choice.value} className={itemLooks}>
          {choice.icon}
          <span className={clsx("flex-1", choice.hint && "py-1.5")}>
            {choice.label}
            {choice.hint && <span className="block text-muted text-xs">{choice.hint}</span>}
          </span>
          <Radix.ItemIndicator className="size-1.5 rounded-full bg-accent" />
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}
