import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** What went wrong with a form as a whole, announced when it appears. */
export function Notice({ children }: { children: ReactNode }) {
  return (
    <div role="alert" className="flex gap-2.5 rounded-md bg-danger-soft px-3.5 py-3 text-danger text-sm leading-5">
      <CircleAlert size={18} className="mt-px shrink-0" aria-hidden />
      <p>{children}</p>
    </div>
  );
}
