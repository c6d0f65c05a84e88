import { describe, expect, test } from "vitest";
import { limits } from "../limits";
import { giveBack, type Knowledge, type Merge, readMerges, takeOver } from "./merge-knowledge";

const nothing: Knowledge = {
  title: null,
  description: null,
  tags: [],
  fileTags: [],
  fileDescription: null,
  rating: null,
  favourite: false,
  position: null,
  hidesPosition: false,
  taken: { local: "2024-05-01T12:00:00.000000", offsetMin: null, utc: null, source: "added" },
  metadata: {},
  collectionIds: ["home"],
};
const here = { latitude: 1, longitude: 2, altitudeM: null };
const taken = (source: Knowledge["taken"]["source"], local = "2020-01-01T00:00:00.000000", offsetMin: number | null = null) => ({
  taken: { local, offsetMin, utc: offsetMin === null ? null : "x", source },
});
const merged = (kept: Partial<Knowledge>, other: Partial<Knowledge>) =>
  takeOver({ ...nothing, ...kept }, { ...nothing, ...other, id: "other" });

describe("taking over what another picture knows", () => {
  test.each<[string, Partial<Knowledge>, Partial<Knowledge>, Partial<Knowledge>]>([
    ["a title where there is none", {}, { title: "b" }, { title: "b" }],
    ["no title where there is one", { title: "a" }, { title: "b" }, { title: "a" }],
    ["a description where there is none", {}, { description: "b" }, { description: "b" }],
    ["a second description below the first", { description: "a" }, { description: "b" }, { description: "a\n\nb" }],
    ["no description that is there already", { description: "a b c" }, { description: "b" }, { description: "a b c" }],
    ["a person's words before a file's", { description: "a", fileDescription: "a" }, { description: "b" }, { description: "b" }],
    ["no file's words below a person's", { description: "a" }, { description: "b", fileDescription: "b" }, { description: "a" }],
    ["a file's words, as a file's", {}, { description: "b", fileDescription: "b" }, { description: "b", fileDescription: "b" }],
    [
      "no file's words that its person took away",
      { fileDescription: "a" },
      { description: "b", fileDescription: "b" },
      { description: null },
    ],
    ["nothing longer than a description may be", { description: "a".repeat(limits.text.descriptionLengthMax) }, { description: "b" }, {}],
    ["a script's metadata where there are none", {}, { metadata: { a: { b: [1] } } }, { metadata: { a: { b: [1] } } }],
    ["no metadata where there are some", { metadata: { a: 1 } }, { metadata: { b: 2 } }, { metadata: { a: 1 } }],
    ["tags of both", { tags: ["a"] }, { tags: ["b", "a"] }, { tags: ["a", "b"] }],
    ["keywords of a file as such", {}, { tags: ["b", "c"], fileTags: ["b"] }, { tags: ["b", "c"], fileTags: ["b"] }],
    ["no keyword that a person gave it too", { tags: ["b"] }, { tags: ["b"], fileTags: ["b"] }, { tags: ["b"], fileTags: [] }],
    ["the higher rating", { rating: 2 }, { rating: 4 }, { rating: 4 }],
    ["no lower rating", { rating: 4 }, { rating: 2 }, { rating: 4 }],
    ["a rating of none, where there is no rating", {}, { rating: 0 }, { rating: 0 }],
    ["a favourite mark", {}, { favourite: true }, { favourite: true }],
    ["a position where there is none", {}, { position: here }, { position: here }],
    ["no position where there is one", { position: here }, { position: { ...here, latitude: 9 } }, { position: here }],
    ["no position that its person took away", { hidesPosition: true }, { position: here }, { position: null }],
    ["a time of EXIF before one of a file", taken("file"), taken("exif"), taken("exif")],
    ["a person's time before EXIF's", taken("exif"), taken("person"), taken("person")],
    ["no weaker time", taken("exif"), taken("file", "1990-01-01T00:00:00.000000"), taken("exif")],
    [
      "the older of two files' dates",
      taken("file"),
      taken("file", "1990-01-01T00:00:00.000000"),
      taken("file", "1990-01-01T00:00:00.000000"),
    ],
    ["an offset of the same time", taken("exif"), taken("exif", undefined, 60), taken("exif", undefined, 60)],
    ["collections of both", { collectionIds: ["a"] }, { collectionIds: ["b", "a"] }, { collectionIds: ["a", "b"] }],
  ])("%s", (_, kept, other, after) => {
    const result = merged(kept, other);
    expect(result.after).toEqual({ ...nothing, ...kept, ...after });
    const before = { ...nothing, ...kept };
    const back = giveBack(result.after, result.merge ? [result.merge] : [], () => true, new Map());
    expect(back).toEqual({ after: before, merges: [] });
  });

  test("knowing everything already leaves nothing to undo, and tags end at their bound", () => {
    expect(merged({ tags: ["a"], rating: 3 }, { tags: ["a"], rating: 1 }).merge).toBeUndefined();
    const many = Array.from({ length: limits.text.tagsMax }, (_, index) => `tag ${index}`);
    expect(merged({ tags: ["a"] }, { tags: many }).after.tags).toHaveLength(limits.text.tagsMax);
  });
});

describe("giving back", () => {
  const others = new Map<string, Knowledge>([
    ["x", { ...nothing, rating: 3, tags: ["one", "both"], title: "x" }],
    ["y", { ...nothing, rating: 5, tags: ["two", "both"], title: "y", favourite: true }],
  ]);
  const both = () => {
    let after = { ...nothing, rating: 1 } as Knowledge;
    const merges: Merge[] = [];
    for (const [id, known] of others) {
      const step = takeOver(after, { ...known, id });
      after = step.after;
      if (step.merge) merges.push(step.merge);
    }
    return { after, merges };
  };

  test.each([
    ["x", "y"],
    ["y", "x"],
  ])("%s, then %s leaves what there was before", (first, second) => {
    const whole = both();
    const one = giveBack(whole.after, whole.merges, ({ fromId }) => fromId === first, others);
    expect(one.after).toMatchObject(
      first === "x" ? { rating: 5, tags: ["both", "two"] } : { rating: 3, tags: ["one", "both"], title: "x" },
    );
    expect(one.after.tags).toHaveLength(2);
    const none = giveBack(one.after, one.merges, ({ fromId }) => fromId === second, others);
    expect(none).toEqual({ after: { ...nothing, rating: 1 }, merges: [] });
  });

  test("what somebody changed since stays, field by field", () => {
    const whole = both();
    const changed = { ...whole.after, title: "mine", tags: ["one", "both", "two", "new"], position: here };
    const back = giveBack(changed, whole.merges, () => true, others);
    expect(back.after).toEqual({ ...nothing, rating: 1, title: "mine", tags: ["new"], position: here });
  });

  test("what was kept before sources were noted is read", () => {
    const merges = readMerges({ favourite: true, collectionIds: ["c"] });
    const current = { ...nothing, favourite: true, collectionIds: ["home", "c"] };
    expect(giveBack(current, merges, ({ fromId }) => fromId === null, new Map()).after).toEqual(nothing);
    expect(readMerges(null)).toEqual([]);
  });
});
