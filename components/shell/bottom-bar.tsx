"use client";

import { clsx } from "clsx";
import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { useInvitationCount } from "@/components/sharing/use-invitation-count";
import { Sheet } from "@/components/ui/sheet";
import { useCounts } from "@/lib/client/use-counts";
import { careItems, isCurrent, mainItems } from "./nav-items";
import { NavLink } from "./nav-link";

const itemLooks = "flex flex-1 flex-col items-center justify-center gap-0.5 rounded-md text-2xs font-medium";

/** The way to every page on a phone, where the thumb is. */
export function BottomBar() {
  const pathname = usePathname();
  const counts = useCounts();
  const [open, setOpen] = useState(false);
  const invitations = useInvitationCount();
  const attention = counts ? counts.held + counts.failed > 0 : false;
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-30 border-border border-t bg-background/95 pb-[env(safe-area-inset-bottom)] backdrop-blur-md lg:hidden"
    >
      <div className="mx-auto flex h-16 max-w-lg items-stretch px-2 py-1">
        {mainItems.map((item) => {
          const current = isCurrent(item, pathname);
          return (
            <Link
              key={item.href}
              href={item.href}
              aria-current={current ? "page" : undefined}
              className={clsx(itemLooks, "relative", current ? "text-accent" : "text-muted")}
            >
              <item.icon size={22} strokeWidth={current ? 2.2 : 1.8} aria-hidden />
              {item.label}
              {item.href === "/collections" && invitations > 0 && <Attention>, you are invited</Attention>}
            </Link>
          );
        })}
        <button type="button" onClick={() => setOpen(true)} className={clsx(itemLooks, "relative text-muted")}>
          <Ellipsis size={22} aria-hidden />
          More
          {attention && <Attention>, something waits for you</Attention>}
        </button>
      </div>
      <Sheet open={open} onOpenChange={setOpen} title="More" side="bottom">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: closes after a click on one of its links, which the keyboard reaches. */}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click. */}
        <div className="flex flex-col gap-1 p-3 pt-0" onClick={() => setOpen(false)}>
          {careItems.map((item) => (
            <NavLink key={item.href} item={item} />
          ))}
        </div>
      </Sheet>
    </nav>
  );
}

/** A dot beside an icon, and what it means for those who cannot see it. */
function Attention({ children }: { children: string }) {
  return (
    <>
      <span className="absolute top-1.5 left-[calc(50%+10px)] size-2 rounded-full bg-accent" />
      <span className="sr-only">{children}</span>
    </>
  );
}
