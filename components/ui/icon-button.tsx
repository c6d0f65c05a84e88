"use client";

import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Tooltip } from "./tooltip";

type IconButtonProps = Omit<ComponentProps<"button">, "aria-label" | "title"> & {
  /** Its name for screen readers, and its tooltip. */
  label: string;
  /** Shown in the tooltip, such as "f" or "Del". */
  shortcut?: string;
  icon: ReactNode;
  size?: "sm" | "md";
  /** Drawn as switched on. */
  active?: boolean;
  tooltipSide?: "top" | "right" | "bottom" | "left";
};

export function IconButton({ label, shortcut, icon, size = "md", active, tooltipSide, className, type, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} {...(shortcut && { shortcut })} side={tooltipSide ?? "bottom"}>
      <button
        type={type ?? "button"}
        aria-label={label}
        className={clsx(
          "inline-flex shrink-0 items-center justify-center rounded-md transition-colors duration-150 hover:bg-hover",
          "disabled:pointer-events-none disabled:opacity-40",
          size === "md" ? "size-10" : "size-8 pointer-coarse:size-10",
          active && "text-accent",
          className,
        )}
        {...rest}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
