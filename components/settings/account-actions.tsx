"use client";

import { Keyboard, LogOut } from "lucide-react";
import { openShortcuts } from "@/components/shell/shortcuts-dialog";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";

/** The way out, and the shortcuts. */
export function SignOutButton({ signOut }: { signOut: () => Promise<void> }) {
  return (
    <form action={signOut}>
      <Button type="submit" icon={<LogOut size={16} aria-hidden />}>
        Sign out
      </Button>
    </form>
  );
}

export function ShortcutsButton() {
  return (
    <Button icon={<Keyboard size={16} aria-hidden />} onClick={openShortcuts}>
      Show the shortcuts <Kbd>?</Kbd>
    </Button>
  );
}
