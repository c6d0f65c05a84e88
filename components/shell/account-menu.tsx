"use client";

import { ChevronsUpDown, FlaskConical, Keyboard, LogOut, Monitor, Moon, Settings, Sun } from "lucide-react";
import { useRouter } from "next/navigation";
import { signOut } from "next-auth/react";
import { useState } from "react";
import { Menu, MenuChoices, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/menu";
import type { UserView } from "@/lib/auth/schema";
import { currentTheme, saveTheme, type Theme } from "@/lib/client/theme";
import { openShortcuts } from "./shortcuts-dialog";

const themes = [
  { value: "system", label: "As the system", icon: <Monitor size={16} aria-hidden /> },
  { value: "light", label: "Light", icon: <Sun size={16} aria-hidden /> },
  { value: "dark", label: "Dark", icon: <Moon size={16} aria-hidden /> },
] as const;

/** The signed-in person, the looks, and the way out; `compact` shows only the initial. */
export function AccountMenu({ user, compact }: { user: UserView; compact?: boolean }) {
  const router = useRouter();
  const [theme, setTheme] = useState<Theme>("system");
  const initial = (
    <span className="flex size-8 shrink-0 items-center justify-center rounded-full bg-foreground font-semibold text-background text-sm uppercase">
      {[...user.username][0]}
    </span>
  );
  const trigger = compact ? (
    <button
      type="button"
      aria-label={`Account of ${user.username}`}
      onPointerEnter={() => setTheme(currentTheme())}
      className="inline-flex size-10 items-center justify-center rounded-full hover:bg-hover"
    >
      {initial}
    </button>
  ) : (
    <button
      type="button"
      onPointerEnter={() => setTheme(currentTheme())}
      className="flex h-12 w-full items-center gap-3 rounded-md px-2 text-left transition-colors duration-150 hover:bg-hover"
    >
      {initial}
      <span className="min-w-0 flex-1 truncate font-medium text-sm">{user.username}</span>
      <ChevronsUpDown size={16} aria-hidden className="shrink-0 text-muted" />
    </button>
  );
  return (
    <Menu trigger={trigger} align={compact ? "end" : "start"} side={compact ? "bottom" : "top"}>
      <MenuLabel>{user.email}</MenuLabel>
      <MenuChoices
        value={theme}
        choices={themes}
        onChange={(next) => {
          setTheme(next);
          saveTheme(next);
        }}
      />
      <MenuSeparator />
      <MenuItem icon={<Settings size={16} aria-hidden />} onSelect={() => router.push("/settings")}>
        Settings
      </MenuItem>
      <MenuItem icon={<FlaskConical size={16} aria-hidden />} onSelect={() => router.push("/try")}>
        Try it
      </MenuItem>
      <MenuItem icon={<Keyboard size={16} aria-hidden />} shortcut="?" onSelect={openShortcuts}>
        Shortcuts
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<LogOut size={16} aria-hidden />} onSelect={() => void signOut({ callbackUrl: "/sign-in" })}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
