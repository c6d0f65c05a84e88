import { areaOf, findAlignment } from "@/lib/client/duplicates/alignment";
import type { GroupPair } from "@/lib/duplicates/schema";
import { formatShare } from "./describe-difference";

const layerWords: Record<GroupPair["layer"], string> = {
  bytes: "The same file, byte for byte",
  pixels: "The same pixels in another file",
  perceptual: "The same picture",
  view: "The same view",
  embedding: "Looks alike",
};

/** Only so much of a picture left away is no rounding of edges. */
const cropShown = 0.97;

type Found = Pick<GroupPair, "layer" | "verdict" | "distance"> & Partial<GroupPair>;

/** What was found about two pictures, in words: layer, verdict and figures. */
export function describeEvidence(found: Found): string {
  const { layer, verdict } = found;
  const first = verdict === "similar" && layer !== "embedding" ? "Nearly the same view" : layerWords[layer];
  const rest = [...describeFigures(found), verdict === "similar" ? describeDoubt(found) : describeMark(found)].filter(Boolean);
  return rest.length > 0 ? `${first}: ${rest.join(", ")}` : first;
}

const describeDoubt = ({ evidence }: Found) =>
  evidence?.isOfFirstFrame ? "of several frames or pages only the first was compared" : "may be another shot";

const describeMark = ({ evidence }: Found) =>
  evidence?.holdsMore === "unsure" ? "something lies over one of them, which cannot be told" : undefined;

/** The same in so few words that they fit beside the tools on a phone. */
export function describeEvidenceInShort(found: Found): string {
  const { layer, verdict, distance, evidence: { agreement, isMirrored } = {} } = found;
  if (layer === "bytes") return "The same file";
  if (layer === "pixels") return "The same pixels";
  if (layer === "embedding") return `Looks alike: cosine ${distance.toFixed(2)}`;
  const first = verdict === "similar" ? "Nearly the same view" : layerWords[layer];
  const figure = layer === "view" && agreement !== undefined ? `${formatShare(agreement)} agrees` : undefined;
  const rest = [layer === "perceptual" ? shortDistance(distance) : figure, isMirrored ? "mirrored" : undefined].filter(Boolean);
  return rest.length > 0 ? `${first}: ${rest.join(", ")}` : first;
}

const shortDistance = (bits: number) => (bits === 0 ? "the hashes agree" : `${bits} of 256 bits ${bits === 1 ? "differs" : "differ"}`);

function describeFigures(found: Found): (string | undefined)[] {
  const { layer, distance, evidence: { agreement, isMirrored } = {} } = found;
  const mirrored = isMirrored ? "mirrored" : undefined;
  const compared = agreement === undefined ? undefined : `${formatShare(agreement)} of what can be compared agrees`;
  if (layer === "perceptual") {
    const bits = distance === 0 ? "its hashes agree" : `${distance} of 256 bits of its hash ${distance === 1 ? "differs" : "differ"}`;
    return [bits, compared, mirrored];
  }
  if (layer === "embedding") return [`cosine similarity ${distance.toFixed(2)}`];
  if (layer === "view") return [compared, mirrored, describeCrop(found)];
  return [];
}

/** How much of one picture the other shows, where it is clearly not all. */
function describeCrop({ imageId, ofImageId, evidence }: Found): string | undefined {
  if (!imageId || !ofImageId || !evidence) return undefined;
  const alignment = findAlignment({ imageId, evidence }, ofImageId);
  if (!alignment) return undefined;
  const area = areaOf(alignment);
  const shown = Math.min(area, 1 / area);
  return Number.isFinite(shown) && shown < cropShown ? `one shows ${formatShare(shown)} of the other` : undefined;
}
