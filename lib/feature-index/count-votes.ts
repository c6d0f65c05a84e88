/**
 * [Note: Votes] Each feature of the query votes for the pictures that have the nearest descriptors
 * among the words it was looked up in: at most `votersMax` of them, by how much nearer theirs is than
 * the first that gets no vote (of squared Hamming distances; the sum over all features is a picture's
 * votes). What many pictures have therefore counts little, as in Lowe's ratio test, and no list of
 * word frequencies is needed. Weights that fall with the distance alone (Hamming embedding, Jégou et
 * al. 2008) were tried and are worse: 60 photographs of 15 covers among 817 pictures were found first
 * 53 to 55 times and within ten 57 to 60 times, by this rule 60 and 60 times with 5 voters, 59 to 60
 * and 60 with 10, in 5,500 words as in an exact comparison (OpenCV's SIFT; with ours and 828 other
 * pictures all 60 are found first, upright and turned by 90 and 180 degrees: `npm run eval -- covers`).
 */
export type Votes = {
  /** One descriptor of an image, at a distance from the feature that votes. */
  see(image: number, distance: number): void;
  /** The feature has seen all: it votes. */
  cast(): void;
  /** By image. */
  sums: Float32Array;
};

/** Pictures that one feature votes for; more, so that copies of one picture do not take the votes from each other. */
const votersMax = 10;
/** Descriptors farther apart are of different things: chosen with the above. */
export const distanceMax = 32;
/** Nearer than this a descriptor is of the same thing, however many pictures show it. A choice: not tried with other numbers. */
const sureDistance = 12;

/** Counts the votes of one set of features for `imageCount` images. */
export function createVotes(imageCount: number): Votes {
  const sums = new Float32Array(imageCount);
  const best = new Uint8Array(imageCount);
  const seenBy = new Uint32Array(imageCount);
  const counts = new Uint32Array(distanceMax + 1);
  // The list is used again for each feature: its first `seenCount` are those of this one.
  const seen: number[] = [];
  let seenCount = 0;
  let feature = 1;
  const findBound = () => {
    let above = 0;
    for (let distance = 0; distance < distanceMax; distance++) {
      above += counts[distance] as number;
      if (above > votersMax) return distance;
    }
    return distanceMax;
  };
  return {
    sums,
    see(image, distance) {
      if (distance >= distanceMax) return;
      if (seenBy[image] !== feature) {
        seenBy[image] = feature;
        best[image] = distance;
        seen[seenCount++] = image;
      } else if (distance < (best[image] as number)) best[image] = distance;
    },
    cast() {
      counts.fill(0);
      for (let at = 0; at < seenCount; at++) {
        const distance = best[seen[at] as number] as number;
        counts[distance] = (counts[distance] as number) + 1;
      }
      const bound = Math.max(findBound(), sureDistance);
      for (let at = 0; at < seenCount; at++) {
        const image = seen[at] as number;
        const distance = best[image] as number;
        if (distance < bound) sums[image] = (sums[image] as number) + bound * bound - distance * distance;
      }
      seenCount = 0;
      feature++;
    },
  };
}
