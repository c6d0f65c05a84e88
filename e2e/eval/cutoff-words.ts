import { splitIntoRuns } from "@/lib/images/search-words";
import { countTellingWords } from "@/lib/images/words-query";
import { type Calibration, centre, computeCalibration } from "@/lib/search/compute-calibration";
import { bestLevelShareMin, fitMin, levelShareMin } from "@/lib/search/cutoff";
import { dotProduct } from "@/lib/vision/vector";
import { seededRandom } from "../fixtures/seeded-random";
import { type Distortion, makeDistortions } from "./cutoff-spaces";
import { embedTexts, type ListedPicture } from "./embed-list";
import type { MeasuredLibrary } from "./open-library";
import { formatTable, percent } from "./table";

/** Sizes of the libraries that are drawn from one half of the pictures, how many of each, and words of the pieces of captions. */
const sizes = [25, 50, 85, 150];
const drawn = 6;
const pieceWords = [2, 3, 4, 5, 6];

/** A text, the pictures that it is about, and of what kind it is. */
type Short = { kind: string; words: number; embedding: Float32Array; about: ReadonlySet<number>; alike: ReadonlySet<number> };
type Count = { fitting: number; lost: number; unfitting: number; refused: number };

/**
 * What the shipped cutoff does to texts as people type them: a label, two labels, pieces of captions, whole
 * captions; in libraries of several sizes, drawn from the half of the pictures on which nothing was
 * learnt. A text is asked where its pictures are there (it fits), and where they, and what has one of their
 * labels, are not. A label fits wherever a person saw the thing, however small in the background.
 */
export async function measureShortTexts(
  library: MeasuredLibrary,
  pictures: readonly ListedPicture[],
  background: readonly Float32Array[],
): Promise<void> {
  const shorts = await listShorts(library, pictures);
  const isLearnt = seededRandom(21);
  const halves = pictures.map(() => isLearnt() < 0.5);
  const tested = [...pictures.keys()].filter((index) => !halves[index]);
  const random = seededRandom(10);
  const libraries = sizes
    .filter((size) => size <= tested.length)
    .map((size) => ({ name: String(size), sets: Array.from({ length: drawn }, () => draw(tested, size, random)) }));
  libraries.push({ name: `all ${pictures.length}`, sets: [[...pictures.keys()]] });
  const dimension = pictures[0]?.embedding.length ?? 0;
  for (const [space, distort] of Object.entries(makeDistortions(dimension))) {
    const moved = move(pictures, shorts, background, distort);
    const counted = await Promise.all(libraries.map(async ({ name, sets }) => ({ name, counts: await countAll(sets, moved) })));
    printCounts(space, counted);
  }
  await printLabelTail(pictures, shorts, background);
}

async function listShorts(library: MeasuredLibrary, pictures: readonly ListedPicture[]): Promise<Short[]> {
  const random = seededRandom(33);
  const having = (label: string) => [...pictures.keys()].filter((index) => pictures[index]?.labels.includes(label));
  const asked: { kind: string; text: string; own: number[] }[] = [];
  for (const label of new Set(pictures.flatMap(({ labels }) => labels))) asked.push({ kind: "a label", text: label, own: having(label) });
  for (const [own, { captions, labels }] of pictures.entries()) {
    const things = thingsOf(labels);
    const [one, other] = [things[Math.floor(random() * things.length)], things[Math.floor(random() * things.length)]];
    if (one && other && one !== other) asked.push({ kind: "two labels", text: `${one} and ${other}`, own: [own] });
    for (const caption of captions.slice(0, 2)) {
      asked.push({ kind: "a caption", text: caption, own: [own] });
      const telling = splitIntoRuns(caption)
        .map(({ word }) => word)
        .filter((word) => countTellingWords(word) > 0);
      for (const count of pieceWords.filter((words) => words < telling.length)) {
        const at = Math.floor(random() * (telling.length - count + 1));
        asked.push({ kind: `${count} words of a caption`, text: telling.slice(at, at + count).join(" "), own: [own] });
      }
    }
  }
  if (!library.model) return [];
  const known = await embedTexts(
    library,
    library.model,
    asked.map(({ text }) => text),
  );
  return known.map(({ index, embedding }) => {
    const { kind, text, own } = asked[index] as (typeof asked)[number];
    const things = kind === "a label" ? [text] : own.flatMap((each) => thingsOf(pictures[each]?.labels ?? []));
    const alike = [...pictures.keys()].filter((each) => pictures[each]?.labels.some((label) => things.includes(label)));
    return { kind, words: countTellingWords(text), embedding, about: new Set(own), alike: new Set([...own, ...alike]) };
  });
}

/** Most pictures have people in them: those are no sign of what one is about. */
const thingsOf = (labels: readonly string[]) => (labels.length > 1 ? labels.filter((label) => label !== "person") : labels);

function draw(from: readonly number[], size: number, random: () => number): number[] {
  return [...from]
    .map((index) => ({ index, order: random() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, size)
    .map(({ index }) => index);
}

type Moved = { pictures: Float32Array[]; shorts: Short[]; background: Float32Array[] };

function move(
  pictures: readonly ListedPicture[],
  shorts: readonly Short[],
  background: readonly Float32Array[],
  distort: Distortion,
): Moved {
  return {
    pictures: pictures.map(({ embedding }) => distort(embedding, "picture")),
    shorts: shorts.map((short) => ({ ...short, embedding: distort(short.embedding, "text") })),
    background: background.map((text) => distort(text, "text")),
  };
}

type Closeness = { index: number; cosine: number }[];

async function openPart(set: readonly number[], { pictures, background }: Moved) {
  const calibration = await computeCalibration(
    set.map((index) => pictures[index] as Float32Array),
    background,
  );
  const centred = set.map((index) => ({ index, vector: centre(pictures[index] as Float32Array, calibration.means.pictures) }));
  const search = (embedding: Float32Array): Closeness => {
    const query = centre(embedding, calibration.means.texts);
    return centred.map(({ index, vector }) => ({ index, cosine: dotProduct(vector, query) }));
  };
  return { calibration, search };
}

async function countAll(sets: readonly number[][], moved: Moved): Promise<Map<string, Count>> {
  const counts = new Map<string, Count>();
  for (const set of sets) {
    const { calibration, search } = await openPart(set, moved);
    const isThere = new Set(set);
    for (const { kind, words, embedding, about, alike } of moved.shorts) {
      const found = search(embedding);
      const count = counts.get(kind) ?? { fitting: 0, lost: 0, unfitting: 0, refused: 0 };
      counts.set(kind, count);
      const least = fitMin(calibration, words);
      if ([...about].some((index) => isThere.has(index))) {
        count.fitting++;
        if (bestOf(found) < least) count.lost++;
      }
      count.unfitting++;
      if (bestOf(found.filter(({ index }) => !alike.has(index))) < least) count.refused++;
    }
  }
  return counts;
}

const bestOf = (found: Closeness) => found.reduce((best, { cosine }) => Math.max(best, cosine), -1);

function printCounts(space: string, counted: readonly { name: string; counts: Map<string, Count> }[]): void {
  const kinds = [...(counted[0]?.counts.keys() ?? [])].sort();
  const rows = kinds.map((kind) => [
    kind,
    ...counted.map(({ counts }) => {
      const { fitting, lost, unfitting, refused } = counts.get(kind) ?? { fitting: 0, lost: 0, unfitting: 0, refused: 0 };
      return `${percent(lost, fitting)} of ${fitting}, ${percent(refused, unfitting)}`;
    }),
  ]);
  console.log(
    `\nTexts as people type them, shipped cutoff, embeddings: ${space}. "Nothing fits" wrongly, and rightly, by the library's pictures`,
  );
  console.log(formatTable(["asked with", ...counted.map(({ name }) => name)], rows));
}

/** What is left of the hits of one label in the whole library, for several shares of the best. */
async function printLabelTail(pictures: readonly ListedPicture[], shorts: readonly Short[], background: readonly Float32Array[]) {
  const moved = move(pictures, shorts, background, (vector) => vector);
  const { calibration, search } = await openPart([...pictures.keys()], moved);
  const labels = moved.shorts.filter(({ kind }) => kind === "a label").map((short) => ({ ...short, found: search(short.embedding) }));
  const rows = [0, 0.6, 0.7, bestLevelShareMin, 0.8, 0.9, 1].map((share) => {
    const kept = labels.map(({ found, about }) => ({
      about,
      hits: found.filter(({ cosine }) => cosine >= leastOf(calibration, share, bestOf(found))),
    }));
    const [hits, right, all] = [
      kept.reduce((sum, each) => sum + each.hits.length, 0),
      kept.reduce((sum, each) => sum + each.hits.filter(({ index }) => each.about.has(index)).length, 0),
      kept.reduce((sum, each) => sum + each.about.size, 0),
    ];
    return [share, (hits / labels.length).toFixed(1), percent(right, hits), percent(right, all)];
  });
  console.log(
    `\nThe tail of ${labels.length} labels, hits kept from a share of the best or ${levelShareMin} of the level; shipped: ${bestLevelShareMin}`,
  );
  console.log(formatTable(["share", "hits on average", "of them labelled so", "of the labelled found"], rows));
}

const leastOf = ({ level }: Calibration, share: number, best: number) =>
  Math.min(levelShareMin * level, share === 0 ? Number.POSITIVE_INFINITY : share * best);
