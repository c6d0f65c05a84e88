import type { ReactNode } from "react";

type EmptyStateProps = { icon?: ReactNode; title: string; children?: ReactNode; actions?: ReactNode };

/** What a page says when there is nothing to show, and the next step. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <section className="mx-auto flex max-w-md animate-fade flex-col items-center px-6 py-20 text-center sm:py-28">
      {icon && (
        <div className="mb-5 flex size-14 items-center justify-center rounded-full bg-surface-sunken text-muted" aria-hidden>
          {icon}
        </div>
      )}
      <h2 className="font-semibold text-xl leading-7">{title}</h2>
      {children && <div className="mt-2 text-pretty text-muted">{children}</div>}
      {actions && <div className="mt-6 flex flex-wrap justify-center gap-2">{actions}</div>}
    </section>
  );
}
