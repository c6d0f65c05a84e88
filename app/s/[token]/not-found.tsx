import { Link2Off } from "lucide-react";
import { EmptyState } from "@/components/ui/empty-state";
import { Logo } from "@/components/ui/logo";

/** The same for a link that never was, is over or was closed. */
export default function NotFound() {
  return (
    <div className="flex min-h-dvh flex-col items-center justify-center">
      <main>
        <EmptyState icon={<Link2Off size={24} />} title="This link does not open anything">
          It may be over, or its owner closed it. Ask whoever gave it to you for a new one.
        </EmptyState>
      </main>
      <footer className="pb-10">
        <Logo size={24} />
      </footer>
    </div>
  );
}
