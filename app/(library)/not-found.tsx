import { Bird } from "lucide-react";
import Link from "next/link";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function NotFound() {
  return (
    <EmptyState
      icon={<Bird size={24} />}
      title="There is nothing here"
      actions={
        <Link href="/" className={buttonClass("primary")}>
          To the timeline
        </Link>
      }
    >
      It may have been deleted, or the address is not whole.
    </EmptyState>
  );
}
