import { backgroundTexts } from "@/lib/search/background-texts";
import { asCaption, cutTail, levelShareMin } from "@/lib/search/cutoff";
import { dotProduct } from "@/lib/vision/vector";
import { seededRandom } from "../fixtures/seeded-random";
import { computeAuroc, learnThreshold, makeCriteria } from "./cutoff-criteria";
import { type Distortion, makeDistortions } from "./cutoff-spaces";
import { measureShortTexts } from "./cutoff-words";
import { embedCaptioned, embedLabelled, embedTexts, type ListedPicture } from "./embed-list";
import type { MeasuredLibrary } from "./open-library";
import { formatTable, percent } from "./table";

const lossShare = 0.02;
const shipped = "centred cosine, in levels";

/** A query, the picture that it is a caption of, and in which half it is. */
type Query = { embedding: Float32Array; own: number; isLearnt: boolean };
type Values = { fitting: number[]; unfitting: number[] };
type Measured = { learnt: Record<string, Values>; tested: Record<string, Values> };

/**
 * How well it is known that nothing fits. Each caption is asked twice: with its picture in the library
 * (it fits), and without it and its near duplicates, where others may still fit, or also without all that
 * has one of its labels (nothing fits). Thresholds are learnt on the captions of one half of the pictures and measured on the other.
 */
export async function measureCutoff(library: MeasuredLibrary, folder: string, captions: string, labels: string): Promise<void> {
  const { model } = library;
  if (!model) return;
  const captioned = await embedCaptioned(library, folder, captions);
  if (!captioned) return;
  const pictures = [...captioned, ...(await embedLabelled(library, folder, labels))];
  const queries = await embedQueries(library, captioned);
  const background = (await embedTexts(library, model, backgroundTexts)).map(({ embedding }) => embedding);
  console.log(`\nKnowing when nothing fits, ${captions}: ${queries.length} captions, ${pictures.length} pictures, model ${model.id}`);
  console.log(`The model knows ${background.length} of ${backgroundTexts.length} background texts.`);
  const partings = {
    "its picture and near duplicates left out": withoutNearDuplicates(pictures, model.duplicateSimilarityMin),
    "all that has one of its labels left out, too": withoutSameThings(pictures, model.duplicateSimilarityMin),
  };
  const spaces = Object.entries(makeDistortions(model.dimension));
  for (const [parting, leaveOut] of Object.entries(partings)) {
    const measured: [string, Measured][] = [];
    for (const [name, distort] of spaces) measured.push([name, await measureSpace(distort, pictures, queries, background, leaveOut)]);
    const [plain] = measured;
    if (!plain) return;
    printCriteria(parting, plain[1]);
    printSpaces(parting, measured);
  }
  await printTail(pictures, queries, background);
  await measureShortTexts(library, pictures, background);
}

async function embedQueries(library: MeasuredLibrary, captioned: readonly ListedPicture[]): Promise<Query[]> {
  const random = seededRandom(5);
  const queries: Query[] = [];
  for (const [own, { captions }] of captioned.entries()) {
    const isLearnt = random() < 0.5;
    if (library.model)
      for (const { embedding } of await embedTexts(library, library.model, captions)) queries.push({ embedding, own, isLearnt });
  }
  return queries;
}

/** Which pictures stay when a picture is left out, by its index. */
type LeaveOut = (own: number) => boolean[];

function withoutNearDuplicates(pictures: readonly ListedPicture[], similarityMin: number): LeaveOut {
  return (own) => pictures.map(({ embedding }) => dotProduct(embedding, (pictures[own] as ListedPicture).embedding) < similarityMin);
}

/** By what people say that pictures show, not by the model that is measured. Most have people in them: those are no sign of it. */
function withoutSameThings(pictures: readonly ListedPicture[], similarityMin: number): LeaveOut {
  const isAlone = withoutNearDuplicates(pictures, similarityMin);
  return (own) => {
    const { labels } = pictures[own] as ListedPicture;
    const things = labels.length > 1 ? labels.filter((label) => label !== "person") : labels;
    const alone = isAlone(own);
    return pictures.map((picture, index) => (alone[index] ?? false) && !picture.labels.some((label) => things.includes(label)));
  };
}

async function measureSpace(
  distort: Distortion,
  listed: readonly ListedPicture[],
  queries: readonly Query[],
  texts: readonly Float32Array[],
  leaveOut: LeaveOut,
): Promise<Measured> {
  const pictures = listed.map(({ embedding }) => distort(embedding, "picture"));
  const { criteria } = await makeCriteria({ pictures, background: texts.map((text) => distort(text, "text")) });
  const [all, left] = [pictures.map(() => true), new Map<number, boolean[]>()];
  const empty = () => Object.fromEntries(Object.keys(criteria).map((name) => [name, { fitting: [], unfitting: [] } as Values]));
  const measured: Measured = { learnt: empty(), tested: empty() };
  for (const { embedding, own, isLearnt } of queries) {
    const query = distort(embedding, "text");
    const similarities = Float64Array.from(pictures, (picture) => dotProduct(picture, query));
    const without = left.get(own) ?? leaveOut(own);
    left.set(own, without);
    for (const [name, criterion] of Object.entries(criteria)) {
      const values = measured[isLearnt ? "learnt" : "tested"][name] as Values;
      values.fitting.push(criterion(similarities, all, query));
      values.unfitting.push(criterion(similarities, without, query));
    }
  }
  return measured;
}

const shareBelow = (values: readonly number[], threshold: number) =>
  percent(values.filter((value) => value < threshold).length, values.length);

function printCriteria(parting: string, { learnt, tested }: Measured): void {
  const rows = Object.entries(tested).map(([name, { fitting, unfitting }]) => {
    const threshold = learnThreshold(learnt[name]?.fitting ?? [], lossShare);
    const auroc = computeAuroc(fitting, unfitting).toFixed(3);
    return [name, auroc, threshold.toFixed(3), shareBelow(unfitting, threshold), shareBelow(fitting, threshold)];
  });
  console.log(`\n${parting}; thresholds learnt on one half for a loss of ${percent(lossShare, 1)}, measured on the other`);
  console.log(formatTable(["criterion", "AUROC", "threshold", '"nothing fits", rightly', "wrongly"], rows));
}

/** The one constant of each criterion, learnt in the model's own space, in the others. */
function printSpaces(parting: string, measured: readonly [string, Measured][]): void {
  const own = measured[0]?.[1].learnt ?? {};
  const rows = measured.flatMap(([space, { tested }]) =>
    ["best cosine", "best, in the library's deviations (z)", shipped, `${shipped}, as shipped`].map((label) => {
      const name = label.startsWith(shipped) ? shipped : label;
      const { fitting, unfitting } = tested[name] as Values;
      const threshold = label === name ? learnThreshold(own[name]?.fitting ?? [], lossShare) : levelShareMin;
      const auroc = computeAuroc(fitting, unfitting).toFixed(3);
      return [space, label, auroc, threshold.toFixed(3), shareBelow(unfitting, threshold), shareBelow(fitting, threshold)];
    }),
  );
  console.log(`\n${parting}; one constant, learnt in the model's own space`);
  console.log(formatTable(["embeddings", "criterion", "AUROC", "threshold", '"nothing fits", rightly', "wrongly"], rows));
}

/** What the shipped cutoff leaves of the hits of captions and of pictures. */
async function printTail(listed: readonly ListedPicture[], queries: readonly Query[], background: readonly Float32Array[]): Promise<void> {
  const pictures = listed.map(({ embedding }) => embedding);
  const { calibration } = await makeCriteria({ pictures, background: [...background] });
  const kept = (kind: "text" | "mix", vector: Float32Array) => {
    const found = pictures.map((picture, index) => ({
      imageId: String(index),
      similarity: dotProduct(picture, vector),
      toTexts: dotProduct(picture, calibration.means.texts),
      toPictures: dotProduct(picture, calibration.means.pictures),
    }));
    const { neighbors } = cutTail(found, calibration, { ...(kind === "text" ? asCaption : { kind }), vector }, 0);
    return neighbors.map(({ imageId }) => Number(imageId));
  };
  const ofTexts = queries.map(({ embedding, own }) => ({ own, hits: kept("text", embedding) }));
  const ofPictures = pictures.map((picture, own) => ({ own, hits: kept("mix", picture).filter((index) => index !== own) }));
  const mean = (found: readonly { hits: number[] }[]) => (found.reduce((sum, { hits }) => sum + hits.length, 0) / found.length).toFixed(1);
  const own = percent(ofTexts.filter(({ own, hits }) => hits.includes(own)).length, ofTexts.length);
  console.log(`\nThe tail: hits left of ${pictures.length}, with the shipped cutoff`);
  console.log(
    formatTable(
      ["asked with", "hits on average", "own picture among them"],
      [
        ["a caption", mean(ofTexts), own],
        ["a picture", mean(ofPictures), "–"],
      ],
    ),
  );
}
