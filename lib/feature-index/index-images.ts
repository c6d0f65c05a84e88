import { toLanes } from "../vision/descriptor-lanes";
import type { LocalFeatures } from "../vision/local-features";
import { encodeIndexedWords } from "./postings";
import { createWordFinder, type VisualWords } from "./visual-words";

/** Branches in which the word of a feature that is kept is looked for. */
export const keptBranches = 2;

/** Words and descriptors of a picture, for the tail of an index with these words. */
export function toIndexedWords(words: VisualWords, features: LocalFeatures): Buffer {
  const { data, count } = toLanes(features.descriptors, words.lanes * 4);
  const finder = createWordFinder(words, 1, keptBranches);
  const found = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    finder.find(data, i);
    found[i] = finder.found[0] as number;
  }
  return encodeIndexedWords({ words: found, descriptors: data }, words.lanes);
}
