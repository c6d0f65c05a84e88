import type { ReactNode } from "react";
import { Logo } from "@/components/ui/logo";
import { PictureWall } from "./picture-wall";

/** The pages before the library: one calm column. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="relative isolate flex min-h-dvh flex-col items-center px-4 pt-[max(2.5rem,10dvh)] pb-10">
      <PictureWall />
      <main className="w-full max-w-[26rem] animate-rise rounded-xl border border-border bg-surface p-6 shadow-[0_12px_40px_-16px_var(--overlay)] sm:p-9">
        <Logo size={34} />
        {children}
      </main>
      <footer className="mt-6 text-center text-muted text-sm">A private image library</footer>
    </div>
  );
}
