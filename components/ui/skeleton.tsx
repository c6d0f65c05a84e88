import { clsx } from "clsx";

/** A calm stand-in of the right size while something loads. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={clsx("animate-pulse rounded-md bg-placeholder motion-reduce:animate-none", className)} />;
}
