"use client";

import { clsx } from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useInvitationCount } from "@/components/sharing/use-invitation-count";
import { Badge } from "@/components/ui/badge";
import { formatCount } from "@/lib/client/format";
import { useCounts } from "@/lib/client/use-counts";
import { isCurrent, type NavItem } from "./nav-items";

/** One line of the side bar. */
export function NavLink({ item }: { item: NavItem }) {
  const current = isCurrent(item, usePathname());
  const counts = useCounts();
  const count = counts && item.count ? item.count(counts) : 0;
  return (
    <Link
      href={item.href}
      aria-current={current ? "page" : undefined}
      className={clsx(
        "flex h-10 items-center gap-3 rounded-md px-3 text-sm transition-colors duration-150",
        current ? "bg-accent-soft font-semibold text-accent" : "text-foreground hover:bg-hover",
      )}
    >
      <item.icon size={18} strokeWidth={current ? 2.2 : 1.8} aria-hidden className={current ? "" : "text-muted"} />
      <span className="flex-1">{item.label}</span>
      {item.href === "/collections" && <InvitationBadge />}
      {count > 0 && (
        <Badge tone={item.tone ?? "neutral"}>
          {formatCount(count)}
          <span className="sr-only">{item.href === "/processing" ? "waiting" : "to decide"}</span>
        </Badge>
      )}
    </Link>
  );
}

function InvitationBadge() {
  const count = useInvitationCount();
  if (count === 0) return null;
  return (
    <Badge tone="accent">
      {formatCount(count)}
      <span className="sr-only">{count === 1 ? "invitation" : "invitations"}</span>
    </Badge>
  );
}
