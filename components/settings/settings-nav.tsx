"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";

const pages = [
  { href: "/settings", label: "Account" },
  { href: "/settings/security", label: "Security" },
  { href: "/settings/people", label: "People", isAdministration: true },
  { href: "/settings/library", label: "This library" },
];

/** The groups of settings, in a row that scrolls where it does not fit. */
export function SettingsNav({ isAdministrator }: { isAdministrator: boolean }) {
  const pathname = usePathname();
  return (
    <nav aria-label="Settings" className="page-x overflow-x-auto">
      <ul className="flex w-max min-w-full max-w-5xl gap-1 border-border border-b">
        {pages
          .filter((page) => isAdministrator || !page.isAdministration)
          .map(({ href, label }) => {
            const current = pathname === href;
            return (
              <li key={href}>
                <Link
                  href={href}
                  aria-current={current ? "page" : undefined}
                  className={clsx(
                    "-mb-px flex h-11 items-center border-b-2 px-3 text-sm transition-colors duration-150 focus-visible:-outline-offset-2",
                    current ? "border-accent font-semibold text-accent" : "border-transparent text-muted hover:text-foreground",
                  )}
                >
                  {label}
                </Link>
              </li>
            );
          })}
      </ul>
    </nav>
  );
}
