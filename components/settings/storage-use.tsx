import { Progress } from "@/components/ui/progress";
import { formatBytes, formatPictures } from "@/lib/client/format";

type StorageUseProps = { images: number; bytes: number; quotaBytes: number | null };

/** How much room somebody's pictures take, and how much they may. */
export function StorageUse({ images, bytes, quotaBytes }: StorageUseProps) {
  const used = `${formatPictures(images)}, ${formatBytes(bytes)}`;
  if (quotaBytes === null) return <span>{used}</span>;
  return (
    <span className="flex max-w-xs flex-col gap-1.5">
      <span>
        {used} of {formatBytes(quotaBytes)}
      </span>
      <Progress value={quotaBytes === 0 ? 1 : Math.min(1, bytes / quotaBytes)} label="Room that is used" />
    </span>
  );
}
