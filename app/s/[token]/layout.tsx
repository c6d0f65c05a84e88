import type { Metadata } from "next";
import type { ReactNode } from "react";

/** Found by nobody who was not given the address, and the address is told to nobody. */
export const metadata: Metadata = {
  title: { absolute: "Shared pictures" },
  description: "Pictures that somebody shared with you.",
  robots: { index: false, follow: false, noarchive: true },
  referrer: "no-referrer",
};

export default function LinkLayout({ children }: { children: ReactNode }) {
  return children;
}
