import { describe, expect, test } from "vitest";
import type { PictureFacts } from "../schema";
import { fits, hasSameRatio, planRules, type RuleImage, type RulePair } from "./plan-rules";
import { type DuplicateRule, type RuleAction, ruleCondition } from "./schema";

type Given = Partial<Omit<RuleImage, "facts">> & { facts?: Partial<PictureFacts> };
const image = (id: string, { facts, ...more }: Given = {}): RuleImage => ({
  id,
  sizeBytes: 1_000,
  width: 300,
  height: 200,
  collectionIds: [],
  isOffLimits: false,
  ...more,
  facts: {
    pixels: 60_000,
    bytesPerPixel: 0.1,
    jpegQuality: null,
    sharpness: null,
    detail: null,
    format: "jpeg",
    isLossless: false,
    metadataCount: 0,
    camera: null,
    isCameraFile: false,
    editedWith: null,
    hasPosition: false,
    takenLocal: null,
    rating: null,
    favourite: false,
    collectionCount: 1,
    isProtected: false,
    ...facts,
  },
});
const pair = (imageId: string, ofImageId: string, more: Partial<RulePair> = {}): RulePair => ({
  imageId,
  ofImageId,
  layer: "pixels",
  verdict: "duplicate",
  agreement: null,
  overlap: null,
  ...more,
});
type Condition = Parameters<typeof ruleCondition.parse>[0];
const rule = (id: string, condition: Condition & object, action: RuleAction): Pick<DuplicateRule, "id" | "condition" | "action"> => ({
  id,
  condition: ruleCondition.parse(condition),
  action,
});
const plan = async (rules: Parameters<typeof planRules>[0], pairs: RulePair[], images: RuleImage[]) => {
  const planned = await planRules(rules, pairs, new Map(images.map((one) => [one.id, one])));
  const again = await planRules(rules, pairs.toReversed(), new Map(images.toReversed().map((one) => [one.id, one])));
  expect(again).toEqual(planned);
  return planned.map(({ ruleId, action, keepId, otherIds }) => `${ruleId}: ${action} ${keepId} of ${otherIds.join(" ")}`);
};

const samePixels = rule("pixels", { layers: ["bytes", "pixels"] }, { do: "keep", by: "most-metadata" });
const jpegAgainstRaw = rule(
  "raw",
  { layers: ["view"], sameRatio: true, formats: { one: ["jpeg"], other: ["raw"] } },
  { do: "stack", by: "suggested" },
);

describe("what rules would do", () => {
  test("same pixels: keep the one with most metadata", async () => {
    const images = [image("a"), image("b", { facts: { metadataCount: 9 } }), image("c")];
    expect(await plan([samePixels], [pair("b", "a"), pair("c", "a"), pair("c", "b")], images)).toEqual(["pixels: keep b of a c"]);
  });

  test("view layer, same size ratio, JPEG against RAW: stack", async () => {
    const raw = { width: 6_000, height: 4_000, facts: { format: "raw" as const, isLossless: true, pixels: 24_000_000 } };
    const view = { layer: "view" as const };
    expect(await plan([jpegAgainstRaw], [pair("b", "a", view)], [image("a"), image("b", raw)])).toEqual(["raw: stack b of a"]);
    expect(await plan([jpegAgainstRaw], [pair("b", "a", view)], [image("a", { height: 250 }), image("b", raw)])).toEqual([]);
    expect(await plan([jpegAgainstRaw], [pair("b", "a", view)], [image("a"), image("b")])).toEqual([]);
    expect(await plan([jpegAgainstRaw], [pair("b", "a")], [image("a"), image("b", raw)])).toEqual([]);
  });

  test("nothing is trashed for a picture that it does not repeat itself", async () => {
    const images = ["a", "b", "c", "d"].map((id, index) => image(id, { facts: { metadataCount: [0, 5, 1, 0][index] ?? 0 } }));
    const chain = [pair("b", "a"), pair("c", "b"), pair("d", "c")];
    expect(await plan([samePixels], chain, images)).toEqual(["pixels: keep b of a c"]);
  });

  test("a view takes only what its keeper shows: a crop goes, not the photographs of a collage, nor what a crop was made of", async () => {
    const rule1 = rule("view", { layers: ["view"] }, { do: "keep", by: "most-pixels" });
    const [large, small] = [image("a", { facts: { pixels: 90_000 } }), image("b")];
    /** `b` shows so much of the width of `a`. */
    const shows = (share: number) => [pair("b", "a", { layer: "view", transform: [1 / share, 0, 0, 0, 1, 0] })];
    expect(await plan([rule1], shows(0.7), [large, small])).toEqual(["view: keep a of b"]);
    expect(await plan([rule1], shows(0.5), [large, small])).toEqual([]);
    expect(await plan([rule1], shows(0.7), [image("a"), image("b", { facts: { pixels: 90_000 } })])).toEqual([]);
    const stack = rule("stack", { layers: ["view"] }, { do: "stack", by: "most-pixels" });
    expect(await plan([stack], shows(0.5), [large, small])).toEqual(["stack: stack a of b"]);
    const any = rule("any", { layers: ["view"], verdict: "any" }, { do: "keep", by: "most-pixels" });
    expect(await plan([any], shows(0.5), [large, small])).toEqual(["any: keep a of b"]);
  });

  test("a pair goes to the first rule that it fits, by any of its layers, and no picture is in two groups", async () => {
    const largest = rule("largest", { layers: ["perceptual", "pixels"] }, { do: "keep", by: "largest-file" });
    const images = [image("a"), image("b", { sizeBytes: 9 }), image("c", { facts: { metadataCount: 3 } })];
    const pairs = [pair("b", "a"), pair("b", "a", { layer: "perceptual" }), pair("c", "b", { layer: "perceptual" })];
    expect(await plan([samePixels, largest], pairs, images)).toEqual(["pixels: keep a of b"]);
    expect(await plan([largest, samePixels], pairs, images)).toEqual(["largest: keep c of b"]);
  });

  test("a picture that is off limits is not kept, trashed or stacked, and what repeats it is decided without it", async () => {
    const bound = image("b", { isOffLimits: true });
    expect(await plan([samePixels], [pair("b", "a")], [image("a"), bound])).toEqual([]);
    expect(await plan([samePixels], [pair("b", "a")], [image("a", { facts: { metadataCount: 9 } }), bound])).toEqual([]);
    const stack = rule("stack", { layers: ["pixels"] }, { do: "stack", by: "suggested" });
    expect(await plan([stack], [pair("b", "a"), pair("c", "b")], [image("a"), bound, image("c")])).toEqual([]);
    const all = [pair("b", "a"), pair("c", "a"), pair("c", "b")];
    expect(await plan([samePixels], all, [image("a"), bound, image("c")])).toEqual(["pixels: keep a of c"]);
  });
});

describe("a condition", () => {
  const holds = (condition: Condition & object, more: Partial<RulePair> = {}, a: Given = {}, b: Given = {}) =>
    fits(ruleCondition.parse({ layers: ["view"], ...condition }), pair("b", "a", { layer: "view", ...more }), image("a", a), image("b", b));

  test.each<[string, boolean, Parameters<typeof holds>]>([
    ["the layer", true, [{}]],
    ["another layer", false, [{ layers: ["bytes"] }]],
    ["what is only similar", false, [{}, { verdict: "similar" }]],
    ["what is similar, where that is asked for", true, [{ verdict: "any" }, { verdict: "similar" }]],
    ["a duplicate, where what is similar is asked for", false, [{ verdict: "similar" }]],
    ["enough agreement", true, [{ agreementMin: 0.9 }, { agreement: 0.9 }]],
    ["too little agreement", false, [{ agreementMin: 0.9 }, { agreement: 0.89 }]],
    ["unknown agreement", false, [{ agreementMin: 0 }]],
    ["enough overlap", true, [{ overlapMin: 0.6 }, { overlap: 0.7 }]],
    ["too little overlap", false, [{ overlapMin: 0.6 }, { overlap: 0.5 }]],
    ["the same size", true, [{ sameSize: true }]],
    ["another size", false, [{ sameSize: true }, {}, { width: 301 }]],
    ["an unknown size", false, [{ sameSize: true }, {}, { width: null }, { width: null }]],
    ["the formats the other way round", true, [{ formats: { one: ["png"], other: ["jpeg"] } }, {}, {}, { facts: { format: "png" } }]],
    ["other formats", false, [{ formats: { one: ["png"], other: ["jpeg"] } }]],
    [
      "both in collections that are named",
      true,
      [{ collectionIds: [uuid(1), uuid(2)] }, {}, { collectionIds: [uuid(1)] }, { collectionIds: [uuid(2)] }],
    ],
    ["one outside of them", false, [{ collectionIds: [uuid(1)] }, {}, { collectionIds: [uuid(1)] }]],
  ])("%s: %s", (_, expected, given) => {
    expect(holds(...given)).toBe(expected);
  });

  test.each([
    [300, 200, 150, 100, true],
    [4_000, 3_000, 1_023, 767, true],
    [4_032, 3_024, 640, 480, true],
    [4_000, 3_000, 1_000, 745, false],
    [300, 200, 200, 300, false],
    [0, 200, 300, 200, false],
  ])("%i × %i has the ratio of %i × %i: %s", (width, height, otherWidth, otherHeight, expected) => {
    const [a, b] = [
      { width, height },
      { width: otherWidth, height: otherHeight },
    ];
    expect(hasSameRatio(a, b)).toBe(expected);
    expect(hasSameRatio(b, a)).toBe(expected);
  });
});

function uuid(number: number): string {
  return `0190a5a0-0000-7000-8000-00000000000${number}`;
}
