import { Link2Off } from "lucide-react";
import { Logo } from "@/components/ui/logo";

/** The same for a link that never was, is over or was closed. */
export default function NotFound() {
  return (
    <div className="flex min-h-dvh flex-col items-center px-6 pt-[max(4rem,24dvh)] pb-10 text-center">
      <main className="flex max-w-md flex-1 flex-col items-center">
        <div className="mb-5 flex size-14 items-center justify-center rounded-full bg-surface-sunken text-muted" aria-hidden>
          <Link2Off size={24} />
        </div>
        <h1 className="font-semibold text-xl leading-7">This link does not open anything</h1>
        <p className="mt-2 text-pretty text-muted">It may be over, or its owner closed it. Ask whoever gave it to you for a new one.</p>
      </main>
      <footer>
        <Logo size={24} />
      </footer>
    </div>
  );
}
