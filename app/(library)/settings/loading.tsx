import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div aria-busy className="flex flex-col gap-4 py-7">
      <Skeleton className="h-12" />
      <Skeleton className="h-20" />
    </div>
  );
}
