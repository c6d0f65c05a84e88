import { createVotes } from "@/lib/feature-index/count-votes";
import { keptBranches } from "@/lib/feature-index/index-images";
import { learnWords } from "@/lib/feature-index/learn-words";
import { createWordFinder } from "@/lib/feature-index/visual-words";
import { laneDistance, toLanes } from "@/lib/vision/descriptor-lanes";
import type { LocalFeatures } from "@/lib/vision/local-features";

/** As in lib/feature-index: features for each word, and words and branches in which a query's feature is looked up. */
const featuresPerWord = 64;
const lookedUpWords = 3;
const lookedUpBranches = 4;

/** Gives the pictures (by their place in the list) with most votes for several sets of features, most votes first; none with fewer than `votesMin`. */
export type MemoryIndex = { vote(sets: readonly LocalFeatures[], limit: number, votesMin?: number): number[] };

/** The product's inverted file with its words and votes, held in memory instead of tables. */
export async function createMemoryIndex(pictures: readonly LocalFeatures[]): Promise<MemoryIndex> {
  const lanesOf = (features: LocalFeatures) => toLanes(features.descriptors, 16);
  const all = pictures.map(lanesOf);
  const total = all.reduce((sum, { count }) => sum + count, 0);
  const descriptors = new Int32Array(total * 4);
  const imageOf = new Uint32Array(total);
  let offset = 0;
  for (const [image, { data, count }] of all.entries()) {
    descriptors.set(data, offset * 4);
    imageOf.fill(image, offset, offset + count);
    offset += count;
  }
  const words = await learnWords(descriptors, 4, Math.max(2, Math.round(total / featuresPerWord)));
  const lists = new Map<number, number[]>();
  const kept = createWordFinder(words, 1, keptBranches);
  for (let entry = 0; entry < total; entry++) {
    kept.find(descriptors, entry);
    const word = kept.found[0] as number;
    lists.set(word, [...(lists.get(word) ?? []), entry]);
  }
  const finder = createWordFinder(words, lookedUpWords, lookedUpBranches);
  return {
    vote(sets, limit, votesMin = 1) {
      const best = new Float32Array(pictures.length);
      for (const { data, count } of sets.map(lanesOf)) {
        const votes = createVotes(pictures.length);
        for (let feature = 0; feature < count; feature++) {
          const found = finder.find(data, feature);
          for (const word of finder.found.subarray(0, found)) {
            for (const entry of lists.get(word) ?? [])
              votes.see(imageOf[entry] as number, laneDistance(data, feature, descriptors, entry, 4));
          }
          votes.cast();
        }
        for (const [image, sum] of votes.sums.entries()) best[image] = Math.max(best[image] as number, sum);
      }
      const voted = [...best.keys()].filter((image) => (best[image] as number) >= votesMin);
      return voted.sort((a, b) => (best[b] as number) - (best[a] as number)).slice(0, limit);
    },
  };
}
