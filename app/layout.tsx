import "@fontsource-variable/instrument-sans";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { themeOf } from "@/lib/client/theme";
import { Providers } from "./providers";

export const metadata: Metadata = {
  title: { default: "Magpie", template: "%s · Magpie" },
  description: "A private image library.",
  applicationName: "Magpie",
  robots: { index: false, follow: false },
  manifest: "/manifest.webmanifest",
  icons: { icon: "/icon.svg" },
  formatDetection: { telephone: false, date: false, address: false, email: false },
  appleWebApp: { capable: true, title: "Magpie", statusBarStyle: "default" },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf8" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1116" },
  ],
};

/** The theme is a cookie, so that the first byte already has it and nothing flashes. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = themeOf((await cookies()).get("theme")?.value);
  return (
    <html lang="en" {...(theme !== "system" && { "data-theme": theme })}>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
