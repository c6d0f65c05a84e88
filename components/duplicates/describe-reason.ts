import { formatCount } from "@/lib/client/format";
import type { QualityReason } from "@/lib/duplicates/schema";

/** "4.2 times", or "12 % more" where that is less than twice. */
function describeRatio(value: number, than: number): string {
  const ratio = value / than;
  if (ratio < 1.995) return `${Math.round((ratio - 1) * 100)} % more`;
  return `${ratio < 9.95 ? ratio.toFixed(1).replace(/\.0$/, "") : formatCount(Math.round(ratio))} times the`;
}

function describeAge(days: number): string {
  const [count, unit] = days >= 730 ? [days / 365.25, "year"] : days >= 60 ? [days / 30.44, "month"] : [days, "day"];
  const whole = Math.floor(count);
  return whole < 1 ? "taken earlier on the same day" : `${formatCount(whole)} ${whole === 1 ? unit : `${unit}s`} older`;
}

/** The same without the figures in brackets, for where there is little room. */
export function describeReasonInShort(reason: QualityReason): string {
  return describeReason({ ...reason, detail: null }).replace(/ \([^)]*\)$/, "");
}

/** Why a picture is the better one to keep, in a few words that follow its name: "4.2 times the pixels". */
export function describeReason({ kind, value, than, detail }: QualityReason): string {
  switch (kind) {
    case "protected":
      return "in a protected collection";
    case "camera-file":
      return detail ? `the camera's own file (${detail})` : "the camera's own file";
    case "pixels":
      return `${describeRatio(value ?? 0, than ?? 1)} pixels${detail === "shared" ? " of what both show" : ""}`;
    case "not-enlarged":
      return "the other was enlarged from a smaller picture";
    case "holds-more":
      return "holds what the other has lost: colours, or what lies under a mark";
    case "plain":
      return "without the frame of the other";
    case "shows-more":
      return `shows ${describeRatio(value ?? 0, than ?? 1).replace(/ the$/, " as much")} of the picture`;
    case "lossless":
      return `saved without loss${detail ? ` (${detail.toUpperCase()})` : ""}`;
    case "jpeg-quality":
      return `higher JPEG quality (about ${Math.round(value ?? 0)}, not ${Math.round(than ?? 0)})`;
    case "sharpness":
      return "sharper";
    case "bytes-per-pixel":
      return `${describeRatio(value ?? 0, than ?? 1)} bytes for each pixel`;
    case "unedited":
      return detail ? `not edited (the other with ${detail})` : "not edited";
    case "metadata":
      return `tells more of itself (${value} fields, not ${than})`;
    case "camera":
      return detail ? `still names its camera (${detail})` : "still names its camera";
    case "position":
      return "still has its position";
    case "taken-time":
      return "still knows when it was taken";
    case "older":
      return describeAge(value ?? 0);
    case "rating":
      return `more stars (${value ?? 0}, not ${than ?? 0})`;
    case "favourite":
      return "a favourite";
    case "collections":
      return `in more collections (${value}, not ${than})`;
  }
}
