"use client";

import { clsx } from "clsx";
import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { saveTheme, type Theme } from "@/lib/client/theme";

const choices = [
  { value: "system", label: "As the system", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
] as const;

/** Light, dark, or as the system is; kept on this device. */
export function AppearanceChoice({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  return (
    <fieldset className="flex flex-wrap gap-1.5 sm:gap-2">
      <legend className="sr-only">Appearance</legend>
      {choices.map(({ value, label, icon: Icon }) => (
        <label
          key={value}
          className={clsx(
            "flex h-10 cursor-pointer items-center gap-2 rounded-md border px-2.5 font-medium sm:px-4 text-sm transition-colors duration-150 has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:outline-offset-2",
            theme === value ? "border-accent bg-accent-soft text-accent" : "border-border hover:bg-hover",
          )}
        >
          <input
            type="radio"
            name="theme"
            value={value}
            checked={theme === value}
            onChange={() => {
              setTheme(value);
              saveTheme(value);
            }}
            className="sr-only"
          />
          <Icon size={16} aria-hidden />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
