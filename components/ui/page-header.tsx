import type { ReactNode } from "react";

/** The title of a page with what can be done there. */
export function PageHeader({ title, description, actions }: { title: string; description?: ReactNode; actions?: ReactNode }) {
  return (
    <header className="page-x flex min-h-20 flex-wrap items-end justify-between gap-x-6 gap-y-3 pt-6 pb-4">
      <div className="min-w-0">
        <h1 className="break-words font-semibold text-title">{title}</h1>
        {description && <p className="mt-1 text-muted">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
