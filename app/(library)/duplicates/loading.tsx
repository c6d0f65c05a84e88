import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader title="Duplicates" description={<Skeleton className="my-1 h-4 w-56" />} />
      <div aria-busy className="page-x mt-12 grid grid-cols-2 gap-2 sm:gap-4">
        <Skeleton className="h-[34dvh] min-h-44 rounded-lg sm:h-[52dvh]" />
        <Skeleton className="h-[34dvh] min-h-44 rounded-lg sm:h-[52dvh]" />
      </div>
    </>
  );
}
