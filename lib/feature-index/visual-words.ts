import { NearestCentres } from "../vision/nearest-centres";

/**
 * [Note: Visual words] Cells that descriptors are sorted into, so that only descriptors of the same
 * cell are compared. They are learned from the owner's own descriptors in two levels: few branches,
 * and in each branch as many words as its share of the descriptors, so that lists have like lengths.
 * A centre of either level is the majority of each bit among its descriptors. Numbers of words count
 * through all branches. Before anything is learned there is one word, and all are compared.
 */
export type VisualWords = {
  /** 32-bit lanes of a descriptor. */
  lanes: number;
  /** [branches, lanes] */
  branches: Int32Array;
  /** [branches + 1]: the first word of each branch, and the number of words. */
  starts: Uint32Array;
  /** [words, lanes] */
  words: Int32Array;
};

/** The one word before anything is learned. */
export function oneWord(lanes: number): VisualWords {
  return { lanes, branches: new Int32Array(lanes), starts: Uint32Array.of(0, 1), words: new Int32Array(lanes) };
}

/** How many words there are. */
export function countWords({ starts }: VisualWords): number {
  return starts[starts.length - 1] as number;
}

/** As bytes, to be kept. */
export function encodeWords({ lanes, branches, starts, words }: VisualWords): Buffer {
  const parts = [Uint32Array.of(lanes, branches.length / lanes), starts, branches, words];
  return Buffer.concat(parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength)));
}

/** The reverse of `encodeWords`. */
export function decodeWords(bytes: Uint8Array): VisualWords {
  const { buffer } = new Uint8Array(bytes);
  const [lanes = 4, count = 0] = new Uint32Array(buffer, 0, 2);
  const starts = new Uint32Array(buffer, 8, count + 1);
  const descriptors = new Int32Array(buffer, 8 + (count + 1) * 4);
  return { lanes, starts, branches: descriptors.subarray(0, count * lanes), words: descriptors.subarray(count * lanes) };
}

/** Looks up words of descriptors; it holds the scratch space of one caller. */
export type WordFinder = {
  /** Writes the nearest words of descriptor `i`, nearest first, into `found`; gives how many. */
  find(descriptors: Int32Array, i: number): number;
  found: Uint32Array;
};

/**
 * Makes a WordFinder for the `count` nearest words, looked for among the words of the `branchCount`
 * nearest branches: the word is not always the nearest of all.
 */
export function createWordFinder(words: VisualWords, count: number, branchCount: number): WordFinder {
  const laid = layOut(words);
  const near = createNearest(Math.min(branchCount, words.branches.length / words.lanes));
  const best = createNearest(count);
  return {
    found: best.ids,
    find(descriptors, i) {
      near.clear();
      best.clear();
      laid.branches.visitNear(descriptors, i, 0, near.worst, near.offer);
      for (let n = 0; n < near.size(); n++) laid.words.visitNear(descriptors, i, near.ids[n] as number, best.worst, best.offer);
      return best.size();
    },
  };
}

type LaidOut = { branches: NearestCentres; words: NearestCentres };
const laidOut = new WeakMap<VisualWords, LaidOut>();

/** Once for all finders of the same words. */
function layOut(words: VisualWords): LaidOut {
  const known = laidOut.get(words);
  if (known) return known;
  const laid = { branches: new NearestCentres(), words: new NearestCentres() };
  laid.branches.load(words.branches, words.lanes, Uint32Array.of(0, words.branches.length / words.lanes));
  laid.words.load(words.words, words.lanes, words.starts);
  laidOut.set(words, laid);
  return laid;
}

/** The `sizeMax` smallest distances offered, smallest first. */
function createNearest(sizeMax: number) {
  const ids = new Uint32Array(sizeMax);
  const distances = new Int32Array(sizeMax);
  let size = 0;
  let worst = 0x7fffffff;
  return {
    ids,
    size: () => size,
    worst: () => worst,
    clear() {
      size = 0;
      worst = 0x7fffffff;
    },
    offer(id: number, distance: number) {
      let at = size < sizeMax ? size++ : sizeMax - 1;
      for (; at > 0 && (distances[at - 1] as number) > distance; at--) {
        distances[at] = distances[at - 1] as number;
        ids[at] = ids[at - 1] as number;
      }
      distances[at] = distance;
      ids[at] = id;
      if (size === sizeMax) worst = distances[sizeMax - 1] as number;
    },
  };
}
