import { expect, test } from "vitest";
import { chooseRepeats } from "./choose-repeats";
import { bySurest, type Evidence } from "./evidence";

const found = (imageId: string, layer: Evidence["layer"], verdict: Evidence["verdict"] = "duplicate", distance = 0): Evidence => ({
  imageId,
  layer,
  verdict,
  distance,
  evidence: {},
});
const here = (...ids: string[]) => ids.map((id) => ({ id, place: "library" as const }));
const image = { id: "m", place: "library", detectDuplicates: true } as const;

test("an image repeats the older twin of which there is the surest evidence", () => {
  const evidence = [
    found("a", "embedding", "similar", 0.99),
    found("b", "view", "duplicate", 0.05),
    found("c", "perceptual", "duplicate", 9),
  ];
  expect(chooseRepeats(image, here("a", "b", "c"), evidence.sort(bySurest))).toEqual([
    { imageId: "m", ofImageId: "c", verdict: "duplicate" },
  ]);
});

test("newer twins repeat an image that repeats none, each by its own evidence", () => {
  const evidence = [found("x", "bytes"), found("y", "embedding", "similar", 0.98)];
  expect(chooseRepeats(image, here("x", "y"), evidence)).toEqual([
    { imageId: "x", ofImageId: "m", verdict: "duplicate" },
    { imageId: "y", ofImageId: "m", verdict: "similar" },
  ]);
  expect(chooseRepeats({ ...image, place: "held" }, here("x"), evidence)).toEqual([]);
});

test("a held twin is nobody's original, and without detection an image repeats nothing", () => {
  expect(chooseRepeats(image, [{ id: "a", place: "held" }], [found("a", "bytes")])).toEqual([]);
  expect(chooseRepeats({ ...image, detectDuplicates: false }, here("a"), [found("a", "bytes")])).toEqual([]);
});

test("nothing is held for views that agree little", () => {
  const evidence = [found("a", "view", "similar", 0.35)];
  expect(chooseRepeats(image, here("a"), evidence)).toEqual([]);
  expect(chooseRepeats(image, here("a"), [found("a", "view", "similar", 0.25)])).toHaveLength(1);
  expect(chooseRepeats(image, here("x"), [found("x", "view", "similar", 0.35)])).toEqual([]);
  expect(chooseRepeats(image, here("a"), [...evidence, found("a", "embedding", "similar", 0.98)])).toHaveLength(1);
});

test("duplicates come before similar ones, surer layers and nearer pictures first", () => {
  const evidence = [
    found("a", "embedding", "similar", 0.97),
    found("b", "embedding", "similar", 0.99),
    found("c", "view", "similar", 0.2),
    found("d", "view", "duplicate", 0.2),
    found("e", "perceptual", "duplicate", 20),
    found("f", "perceptual", "duplicate", 3),
    found("g", "bytes"),
    found("h", "pixels"),
  ];
  expect(evidence.sort(bySurest).map((one) => one.imageId)).toEqual([..."ghfedcba"]);
});
