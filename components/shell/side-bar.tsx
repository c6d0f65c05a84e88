"use client";

import Link from "next/link";
import { SavedSearchLinks } from "@/components/search/saved-search-links";
import { Logo } from "@/components/ui/logo";
import type { UserView } from "@/lib/auth/schema";
import { AccountMenu } from "./account-menu";
import { LibrarySize } from "./library-size";
import { careItems, mainItems } from "./nav-items";
import { NavLink } from "./nav-link";

/** The way to every page, at the left where there is room. */
export function SideBar({ user }: { user: UserView }) {
  return (
    <aside className="fixed inset-y-0 left-0 z-30 hidden w-60 flex-col border-border border-r bg-background lg:flex">
      <div className="flex h-16 items-center px-6">
        <Link href="/" aria-label="Magpie, to the timeline" className="rounded-sm">
          <Logo />
        </Link>
      </div>
      <nav aria-label="Pages" className="flex flex-1 flex-col gap-6 overflow-y-auto px-3 pt-3 pb-4">
        <div className="flex flex-col gap-0.5">
          {mainItems.map((item) => (
            <NavLink key={item.href} item={item} />
          ))}
        </div>
        <div className="flex flex-col gap-0.5">
          {careItems.map((item) => (
            <NavLink key={item.href} item={item} />
          ))}
        </div>
        <SavedSearchLinks />
      </nav>
      <div className="flex flex-col gap-2 border-border border-t p-3">
        <LibrarySize />
        <AccountMenu user={user} />
      </div>
    </aside>
  );
}
