import { GridSkeleton } from "@/components/images/grid-skeleton";
import { PageHeader } from "@/components/ui/page-header";

export default function Loading() {
  return (
    <>
      <PageHeader title="Trash" />
      <div className="page-x">
        <GridSkeleton />
      </div>
    </>
  );
}
