"use client";

import { useRouter } from "next/navigation";
import { useChanges } from "@/lib/client/use-changes";
import { useShortcut } from "@/lib/client/use-shortcut";
import { ShortcutsDialog } from "./shortcuts-dialog";

/** What works on every page: the change feed and the shortcuts. */
export function ShellBehaviour() {
  const router = useRouter();
  useChanges();
  useShortcut("goTimeline", () => router.push("/"));
  useShortcut("goFavourites", () => router.push("/favourites"));
  useShortcut("goCollections", () => router.push("/collections"));
  useShortcut("goSharing", () => router.push("/sharing"));
  useShortcut("goDuplicates", () => router.push("/duplicates"));
  useShortcut("goTrash", () => router.push("/trash"));
  useShortcut("goProcessing", () => router.push("/processing"));
  useShortcut("goSettings", () => router.push("/settings"));
  return <ShortcutsDialog />;
}
