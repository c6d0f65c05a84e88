import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader title="Settings" />
      <div aria-busy className="page-x flex flex-col gap-4">
        <Skeleton className="h-12" />
        <Skeleton className="h-20" />
      </div>
    </>
  );
}
