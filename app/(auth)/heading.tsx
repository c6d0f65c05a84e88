import type { ReactNode } from "react";

/** The title of a page before the library, and a sentence under it. */
export function Heading({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="mt-7 mb-6">
      <h1 className="font-semibold text-title">{title}</h1>
      {children && <p className="mt-2 text-muted">{children}</p>}
    </header>
  );
}
