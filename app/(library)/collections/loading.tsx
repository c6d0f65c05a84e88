import { PageHeader } from "@/components/ui/page-header";
import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <PageHeader title="Collections" />
      <div
        aria-busy
        className="page-x grid grid-cols-2 gap-x-4 gap-y-7 pt-2 sm:grid-cols-[repeat(auto-fill,minmax(12.5rem,1fr))] sm:gap-x-6"
      >
        {["a", "b", "c", "d"].map((key) => (
          <div key={key}>
            <Skeleton className="aspect-square rounded-lg" />
            <Skeleton className="mt-3 h-4 w-2/3" />
            <Skeleton className="mt-2 h-4 w-1/3" />
          </div>
        ))}
      </div>
    </>
  );
}
