import { DuplicatesHeader } from "@/components/duplicates/duplicates-header";
import { DuplicatesSkeleton } from "@/components/duplicates/duplicates-skeleton";

export default function Loading() {
  return (
    <>
      <DuplicatesHeader status="Looking for groups…" />
      <div className="h-10" />
      <DuplicatesSkeleton />
    </>
  );
}
