import type { ReactNode } from "react";

/** One group of settings: its name at the left where there is room, what it holds at the right. */
export function SettingsSection({ title, description, children }: { title: string; description?: ReactNode; children: ReactNode }) {
  return (
    <section className="grid gap-x-10 gap-y-4 border-border border-t py-7 first:border-t-0 lg:grid-cols-[15rem_minmax(0,1fr)]">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {description && <p className="mt-1 text-pretty text-muted text-sm leading-5">{description}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}

/** What there is to know, as names and values. */
export function FactList({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="divide-y divide-border">
      {facts.map(([name, value]) => (
        <div key={name} className="flex flex-col gap-x-6 py-2.5 first:pt-0 last:pb-0 sm:flex-row">
          <dt className="w-44 shrink-0 text-muted text-sm leading-6">{name}</dt>
          <dd className="min-w-0 flex-1 break-words text-sm leading-6 [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
