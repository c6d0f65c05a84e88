import { DuplicatesSkeleton } from "@/components/duplicates/duplicates-skeleton";
import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader title="Duplicates" description={<Skeleton className="my-1 h-4 w-32" />} />
      <div className="page-x h-10" />
      <DuplicatesSkeleton />
    </>
  );
}
