import type { OutputOf } from "@/lib/api/operation";
import type { comparePictures } from "@/lib/search/schema";

export type ComparisonResult = OutputOf<typeof comparePictures>;

/** What detection takes for a near duplicate by hash alone unless a setting says otherwise, see [Note: Hash distances]. */
const nearHammingDistance256 = 30;

/** How alike two pictures are, in a sentence. */
export function describeComparison(result: ComparisonResult): string {
  if (result.sameBytes) return "They are the same file, byte for byte.";
  if (result.samePixels) return "They are the same picture in two files: every pixel is equal.";
  const { hammingDistance, hammingDistance256 } = result;
  if (hammingDistance === null || hammingDistance256 === null)
    return "They are different files. At least one of them is too plain to have a perceptual hash.";
  if (hammingDistance256 <= nearHammingDistance256) return "They are near duplicates: one is the other, resized, edited or saved again.";
  return "They are two different pictures.";
}

const yesOrNo = (is: boolean | null) => (is === null ? "Not known" : is ? "Yes" : "No");
const distance = (bits: number | null, of: number) => (bits === null ? "None" : `${bits} of ${of} bits differ`);
const size = ({ width, height }: ComparisonResult["a"]) => `${width} × ${height}`;

/** Everything that was measured, as names and values. */
export function listMeasures(result: ComparisonResult): (readonly [name: string, value: string])[] {
  const { cosineSimilarity, a, b } = result;
  return [
    ["Cosine similarity", cosineSimilarity === null ? "None: no search model, or nothing to see" : cosineSimilarity.toFixed(4)],
    ["Perceptual hash, 64 bits", distance(result.hammingDistance, 64)],
    ["Perceptual hash, 256 bits", distance(result.hammingDistance256, 256)],
    ["Same bytes", yesOrNo(result.sameBytes)],
    ["Same pixels", yesOrNo(result.samePixels)],
    ["Pixels", size(a) === size(b) ? `both ${size(a)}` : `${size(a)} and ${size(b)}`],
  ];
}
