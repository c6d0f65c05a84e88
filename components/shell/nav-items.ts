import { Copy, Heart, Images, Layers, type LucideIcon, Settings, Share2, Sparkles, Trash2 } from "lucide-react";
import type { ShortcutName } from "@/lib/client/shortcuts";
import type { LibraryCounts } from "@/lib/images/list-schema";

export type NavItem = {
  href: string;
  label: string;
  icon: LucideIcon;
  shortcut: ShortcutName;
  /** The number beside it; nothing for 0. */
  count?: (counts: LibraryCounts) => number;
  tone?: "accent" | "neutral";
};

export const mainItems: readonly NavItem[] = [
  { href: "/", label: "Timeline", icon: Images, shortcut: "goTimeline" },
  { href: "/favourites", label: "Favourites", icon: Heart, shortcut: "goFavourites" },
  { href: "/collections", label: "Collections", icon: Layers, shortcut: "goCollections" },
  { href: "/sharing", label: "Sharing", icon: Share2, shortcut: "goSharing" },
];

export const careItems: readonly NavItem[] = [
  { href: "/duplicates", label: "Duplicates", icon: Copy, shortcut: "goDuplicates", count: (counts) => counts.held, tone: "accent" },
  { href: "/processing", label: "Processing", icon: Sparkles, shortcut: "goProcessing", count: (counts) => counts.pending },
  { href: "/trash", label: "Trash", icon: Trash2, shortcut: "goTrash" },
  { href: "/settings", label: "Settings", icon: Settings, shortcut: "goSettings" },
];

/** Whether a page belongs to an item. */
export function isCurrent(item: NavItem, pathname: string): boolean {
  return item.href === "/" ? pathname === "/" || pathname.startsWith("/images/") : pathname.startsWith(item.href);
}
