import { Skeleton } from "@/components/ui/skeleton";

/** What the page looks like while groups are loaded: of the sizes that come. */
export function DuplicatesSkeleton() {
  return (
    <div aria-busy>
      <div className="page-x flex min-h-10 items-center">
        <Skeleton className="h-4 w-64" />
      </div>
      <div className="page-x mt-1 grid h-[44dvh] min-h-56 grid-rows-2 gap-2 sm:grid-cols-2 sm:grid-rows-1 lg:h-[calc(100dvh-33rem)]">
        <Skeleton className="size-full rounded-lg" />
        <Skeleton className="size-full rounded-lg" />
      </div>
      <div className="page-x mt-2 grid min-h-24 grid-cols-2 gap-x-4">
        <Skeleton className="h-10 w-3/4" />
        <Skeleton className="h-10 w-3/4" />
      </div>
    </div>
  );
}
