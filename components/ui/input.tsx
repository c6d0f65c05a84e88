import { clsx } from "clsx";
import type { ComponentProps } from "react";

const looks =
  "w-full rounded-md border border-border-strong/60 bg-surface text-foreground transition-colors duration-150 hover:border-border-strong " +
  "focus-visible:border-ring focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-50 aria-invalid:border-danger " +
  "text-base sm:text-[0.9375rem]";

export function Input({ className, type, ...rest }: ComponentProps<"input">) {
  return <input type={type ?? "text"} className={clsx(looks, "h-10 px-3", className)} {...rest} />;
}

/** The system's own select, in the clothes of the others. */
export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <select className={clsx(looks, "h-10 px-2.5", className)} {...rest}>
      {children}
    </select>
  );
}
