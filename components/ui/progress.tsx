import { clsx } from "clsx";

type ProgressProps = {
  label: string;
  /** From 0 to 1; absent while the end is not known. */
  value?: number;
  tone?: "accent" | "danger" | "success";
  className?: string;
};

const tones = { accent: "bg-accent", danger: "bg-danger", success: "bg-success" };

export function Progress({ label, value, tone = "accent", className }: ProgressProps) {
  const percent = value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={clsx("h-1 w-full overflow-hidden rounded-full bg-border", className)}
    >
      <div
        className={clsx(
          "h-full w-full origin-left rounded-full transition-transform duration-300",
          tones[tone],
          percent === undefined && "animate-pulse",
        )}
        style={{ transform: `scaleX(${(percent ?? 100) / 100})` }}
      />
    </div>
  );
}
