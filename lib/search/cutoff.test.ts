import { expect, test } from "vitest";
import { seededRandom } from "@/e2e/fixtures/seeded-random";
import { dotProduct, normalizeVector } from "../vision/vector";
import { backgroundTexts } from "./background-texts";
import { computeCalibration } from "./compute-calibration";
import { type Asked, asCaption, cutTail, fitMin } from "./cutoff";

const dimension = 24;
/** Things that pictures show and texts name; the library has pictures of the first 12. */
const things = 16;
const [inLibrary, perThing] = [12, 10];

function unit(values: Float32Array): Float32Array {
  const vector = normalizeVector(values);
  if (!vector) throw new Error("a vector of zeros");
  return vector;
}

/** A model of its own range: pictures and texts of a thing, moved apart by a gap between the two kinds. */
function makeModel(gap: number, stretch: number) {
  const random = seededRandom(3);
  const draw = (thing: number, kind: "text" | "picture") =>
    unit(
      Float32Array.from({ length: dimension }, (_, i) => {
        const offset = i === dimension - 1 ? gap : i === dimension - 2 && kind === "text" ? gap / 2 : 0;
        return (i === thing ? stretch : 0) + 0.25 * (random() - 0.5) + offset;
      }),
    );
  const pictures = Array.from({ length: inLibrary * perThing }, (_, index) => draw(index % inLibrary, "picture"));
  const texts = Array.from({ length: things * 8 }, (_, index) => draw(index % things, "text"));
  return { draw, pictures, texts };
}

async function search(model: ReturnType<typeof makeModel>, vector: Float32Array, asked: Asked) {
  const calibration = await computeCalibration(model.pictures, model.texts);
  const found = model.pictures
    .map((picture, index) => ({
      imageId: String(index),
      similarity: dotProduct(picture, vector),
      toTexts: dotProduct(picture, calibration.means.texts),
      toPictures: dotProduct(picture, calibration.means.pictures),
    }))
    .sort((a, b) => b.similarity - a.similarity);
  return cutTail(found, calibration, { ...asked, vector }, 4);
}
const thingsOf = (neighbors: { imageId: string }[]) => new Set(neighbors.map(({ imageId }) => Number(imageId) % inLibrary));

test.each([
  ["cosines from 0 up", 0, 1],
  ["cosines squeezed together far above 0", 3, 1],
  ["cosines squeezed together, and weak", 2, 0.7],
])("with %s, a text finds the pictures that show its thing, and one whose thing is missing fits nothing", async (_range, gap, stretch) => {
  const model = makeModel(gap, stretch);
  for (let thing = 0; thing < things; thing++) {
    const { neighbors, nothingFits } = await search(model, model.draw(thing, "text"), asCaption);
    expect([thing, nothingFits]).toEqual([thing, thing >= inLibrary]);
    if (nothingFits) expect(neighbors).toHaveLength(4);
    else expect([...thingsOf(neighbors)]).toEqual([thing]);
  }
  const like = await search(model, model.pictures[5] as Float32Array, { kind: "mix" });
  expect([like.nothingFits, [...thingsOf(like.neighbors)], like.neighbors.length]).toEqual([false, [5], perThing]);
});

test("a picture that is near to every text fits none of them", () => {
  const means = { texts: Float32Array.of(0.6, 0.3), pictures: Float32Array.of(0.2, 0.1) };
  const found = [
    { imageId: "near everything", similarity: 0.6, toTexts: 0.6, toPictures: 0.2 },
    { imageId: "of this", similarity: 0.5, toTexts: 0, toPictures: 0.2 },
  ];
  const calibration = { means, level: 0.6, floor: 0.3, spread: 0.1 };
  const { neighbors } = cutTail(found, calibration, { ...asCaption, vector: Float32Array.of(0, 1) }, 4);
  expect(neighbors.map(({ imageId }) => imageId)).toEqual(["of this"]);
});

test("the fewer its words, the less must a picture show of a text; never more than of a caption", () => {
  const least = (floor: number) => [1, 3, 4, 6, 8, 30].map((words) => Number(fitMin({ level: 1, floor }, words).toFixed(2)));
  expect(least(0.3)).toEqual([0.3, 0.3, 0.35, 0.45, 0.55, 0.55]);
  expect(least(0.9)).toEqual([0.55, 0.55, 0.55, 0.55, 0.55, 0.55]);
});

test("a word fits what shows it in the background, with what shows it about as well and no more", () => {
  const means = { texts: Float32Array.of(0, 0, 0), pictures: Float32Array.of(0, 0, 0) };
  const calibration = { means, level: 1, floor: 0.3, spread: 0.1 };
  const found = [0.5, 0.4, 0.3, 0.1].map((similarity, at) => ({ imageId: String(at), similarity, toTexts: 0, toPictures: 0 }));
  const cut = (asked: Asked, neighbors = found) => {
    const left = cutTail(neighbors, calibration, { ...asked, vector: Float32Array.of(1, 0, 0) }, 3);
    return { ...left, neighbors: left.neighbors.length };
  };
  expect(cut({ kind: "text", words: 1 })).toEqual({ neighbors: 2, nothingFits: false });
  expect(cut(asCaption)).toEqual({ neighbors: 3, nothingFits: true });
  expect(cut({ kind: "text", words: 1 }, found.slice(3))).toEqual({ neighbors: 1, nothingFits: true });
});

test("where nothing is like a picture, the nearest are given all the same", () => {
  const means = { texts: Float32Array.of(0, 0), pictures: Float32Array.of(0, 0) };
  const calibration = { means, level: 1, floor: 0.3, spread: 0.1 };
  const cut = (similarities: number[]) => {
    const found = similarities.map((similarity, at) => ({ imageId: String(at), similarity, toTexts: 0, toPictures: 0 }));
    const { neighbors, nothingFits } = cutTail(found, calibration, { kind: "mix", vector: Float32Array.of(1, 0) }, 2);
    return { neighbors: neighbors.length, nothingFits };
  };
  expect(cut([0.3, 0.21, 0.19])).toEqual({ neighbors: 2, nothingFits: false });
  expect(cut([0.19, 0.1, 0.05])).toEqual({ neighbors: 2, nothingFits: true });
  expect(cut([])).toEqual({ neighbors: 0, nothingFits: false });
});

test("without a calibration only what is far behind the best is left out", () => {
  const [best, near, far, unlike] = [0.4, 0.21, 0.19, -0.5].map((similarity, at) => ({ imageId: String(at), similarity }));
  const found = [best, near, far, unlike].flatMap((one) => one ?? []);
  const cut = (neighbors: typeof found) => cutTail(neighbors, undefined, { ...asCaption, vector: Float32Array.of(1) }, 1);
  expect(cut(found)).toEqual({ neighbors: [best, near], nothingFits: false });
  expect(cut(found.slice(3))).toEqual({ neighbors: [], nothingFits: false });
});

test("the background set holds a few hundred different texts", () => {
  expect(new Set(backgroundTexts).size).toBe(backgroundTexts.length);
  expect(backgroundTexts.length).toBeGreaterThan(200);
});
