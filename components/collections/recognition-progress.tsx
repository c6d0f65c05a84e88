import { Progress } from "@/components/ui/progress";
import { formatPictures } from "@/lib/client/format";
import type { RecognitionView } from "@/lib/recognition/schema";

/** How many pictures can be recognised by now. */
export function RecognitionProgress({ view }: { view: RecognitionView }) {
  const { images, withFeatures, indexed, words, isLearning, share } = view.progress;
  const prepared = images === 0 ? 1 : (withFeatures + indexed) / (2 * images);
  return (
    <div aria-live="polite" className="flex flex-col gap-2">
      <Progress label="Pictures prepared" value={prepared} tone={view.state === "ready" ? "success" : "accent"} />
      <p className="tabular text-muted text-sm leading-5">
        {view.state === "ready"
          ? `${formatPictures(images)} can be recognised`
          : `${indexed} of ${formatPictures(images)} can be recognised so far`}
        {words > 1 && `, by ${words.toLocaleString("en")} visual words`}
      </p>
      {isLearning && (
        <>
          <Progress label="Index built again" value={share ?? 0} />
          <p className="tabular text-muted text-sm leading-5">
            The index is being built again, {Math.floor((share ?? 0) * 100)} % done; the old one serves meanwhile.
          </p>
        </>
      )}
    </div>
  );
}
