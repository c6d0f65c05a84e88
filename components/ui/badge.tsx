import { clsx } from "clsx";
import type { ReactNode } from "react";

type BadgeTone = "neutral" | "accent" | "danger" | "success" | "warning";

const tones: Record<BadgeTone, string> = {
  neutral: "bg-surface-sunken text-muted",
  accent: "bg-accent-soft text-accent",
  danger: "bg-danger-soft text-danger",
  success: "text-success bg-success/10",
  warning: "text-warning bg-warning/10",
};

export function Badge({ tone = "neutral", className, children }: { tone?: BadgeTone; className?: string; children: ReactNode }) {
  return (
    <span
      className={clsx(
        "tabular inline-flex h-5 shrink-0 items-center gap-1 rounded-full px-2 font-medium text-2xs leading-none",
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}
