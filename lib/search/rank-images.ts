import type { Context } from "../context/context";
import { limits } from "../limits";
import type { Asked } from "./cutoff";
import { listByWords } from "./filtered-queries";
import { findNeighbors } from "./find-neighbors";
import { fuseRanks } from "./fuse-ranks";
import { lowerUnwanted } from "./lower-unwanted";
import { listByAnyWord, type PartialHit } from "./partial-words-queries";
import type { PlannedWords } from "./plan-search";
import type { EmbeddingCounts, Neighbor } from "./queries";
import type { SearchHit } from "./schema";
import type { SearchArea } from "./search-area";

/** What is searched for: a unit vector of the model, what words find, or both; without either nothing is found. */
export type Wanted = {
  modelId?: string;
  vector?: Float32Array | undefined;
  /** What the words find, of `findByWords`; undefined: none are asked for. */
  byWords?: readonly PartialHit[] | undefined;
  /** Of a text: `vector` is of one text alone, so that it can turn out that nothing fits it. */
  asked?: Asked;
  /** Unit vectors of what hits should not be like. */
  unwanted?: readonly Float32Array[];
  /** Images that are asked with: they are no hits. */
  exceptIds?: readonly string[];
};

/** What a search found, best first, and by which way. */
export type Ranked = {
  found: { id: string; foundBy: SearchHit["foundBy"] }[];
  neighbors: Neighbor[];
  /** Neither by content nor by words: the found are only the nearest. */
  nothingFits: boolean;
};

/**
 * Images of an area with words, best first: those with all of them, then those with some; undefined when
 * there are no words to look for.
 */
export async function findByWords(
  { db }: Pick<Context, "db">,
  area: SearchArea,
  words: PlannedWords | undefined,
): Promise<PartialHit[] | undefined> {
  if (!words) return undefined;
  const limit = limits.search.candidatesMax;
  const [withAll, withSome] = await Promise.all([
    listByWords(db, area, words.all, limit),
    words.each.length > 1 ? listByAnyWord(db, area, words.each, limit) : [],
  ]);
  const whole = new Set(withAll);
  return [...withAll.map((id) => ({ id, share: 1, isCommon: false })), ...withSome.filter(({ id }) => !whole.has(id))].slice(0, limit);
}

/**
 * Power of the share of the words that an image has, by which it counts beside content: what has only some of
 * them comes far behind. Measured with a second caption of each of 239 COCO pictures, whose first one is the
 * description and of which each six have a name as a tag; recall@1 by content alone, and fused with powers 1, 4, 8
 * and 16: captions 82.8 %, 66.1, 75.7, 81.6, 83.7; with the name 82.0, 84.5, 86.2, 85.4, 83.3; two words of
 * them with the name 40.6, 67.8, 65.7, 59.4, 53.1. So the greatest, with which none of these loses; two words
 * without the name do with every power (41.4 by content alone, 33.1 with the greatest), since other captions hold
 * both. Where the library knows none of the other words, the share is 1 anyway.
 */
const sharePower = 16;

/**
 * Ranks the images of an area that fit by content (cosine similarity) or by words, fused by
 * reciprocal rank, in which what has only some of the words counts by its share. With `minSimilarity`, and
 * in a mix, those by words alone are no hits: there words only bring forward. So do words that many images
 * have, where anything else is found. Where nothing fits by content, words alone find; where nothing fits
 * by either, the nearest are found.
 */
export async function rankImages(
  ctx: Pick<Context, "db" | "config">,
  area: SearchArea,
  { modelId, vector, byWords = [], asked = { kind: "mix" }, unwanted = [], exceptIds = [] }: Wanted,
  { minSimilarity, counts }: { minSimilarity?: number | undefined; counts: EmbeddingCounts },
): Promise<Ranked> {
  const search = modelId !== undefined && vector ? { modelId, vector } : undefined;
  const limit = limits.search.candidatesMax + exceptIds.length;
  const near = search
    ? await findNeighbors(ctx, area, { ...counts, ...search, asked, exceptIds, similarityMin: minSimilarity, limit })
    : { neighbors: [], nothingFits: false };
  const mustBeLike = minSimilarity !== undefined || (search !== undefined && asked.kind === "mix");
  const nothingFits = near.nothingFits && (mustBeLike || byWords.length === 0);
  const fitting = near.nothingFits && !nothingFits ? [] : near.neighbors;
  const neighbors = search ? await lowerUnwanted(ctx, fitting, { modelId: search.modelId, unwanted }) : fitting;
  const fused = fuseRanks([
    { way: "meaning" as const, ids: neighbors.map(({ imageId }) => imageId) },
    { way: "words" as const, ids: byWords.map(({ id }) => id), shares: byWords.map(({ share }) => share ** sharePower) },
  ]);
  const telling = new Set(byWords.filter(({ isCommon }) => !isCommon).map(({ id }) => id));
  const finds = ({ id, foundBy }: Ranked["found"][number]) => foundBy.includes("meaning") || (!mustBeLike && telling.has(id));
  const isFound = fused.some(finds);
  const found = isFound || mustBeLike ? fused.filter(finds) : fused;
  return { found, neighbors, nothingFits };
}
