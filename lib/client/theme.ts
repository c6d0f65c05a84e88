export type Theme = "system" | "light" | "dark";

/** The theme that a cookie names; anything else is the system's. */
export function themeOf(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

/** The theme that the page shows at the moment. Browser only. */
export function currentTheme(): Theme {
  return themeOf(document.documentElement.dataset.theme);
}

/** Changes the theme at once and keeps it for a year on this device. Browser only. */
export function saveTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const ageS = theme === "system" ? 0 : 365 * 86_400;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
  document.cookie = `theme=${theme}; path=/; max-age=${ageS}; samesite=lax`;
}
