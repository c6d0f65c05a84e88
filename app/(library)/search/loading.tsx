import { GridSkeleton } from "@/components/images/grid-skeleton";

export default function Loading() {
  return (
    <div className="page-x pt-14">
      <GridSkeleton />
    </div>
  );
}
