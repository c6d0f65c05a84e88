import { expect, test } from "vitest";
import type { GroupPair } from "@/lib/duplicates/schema";
import { describeEvidence, describeEvidenceInShort } from "./describe-evidence";

test("on a phone each layer is said in at most two short lines", () => {
  const short = (more: Partial<GroupPair>) =>
    describeEvidenceInShort({ layer: "view", verdict: "duplicate", distance: 0, evidence: {}, ...more });
  const all = [
    short({ layer: "bytes" }),
    short({ layer: "pixels" }),
    short({ layer: "perceptual", distance: 12, evidence: { isMirrored: true } }),
    short({ evidence: { agreement: 0.958, isMirrored: true } }),
    short({ evidence: { agreement: 0.8 }, verdict: "similar" }),
    short({ layer: "embedding", verdict: "similar", distance: 0.9712 }),
    short({}),
  ];
  expect(all).toEqual([
    "The same file",
    "The same pixels",
    "The same picture: 12 of 256 bits differ, mirrored",
    "The same view: 96 % agrees, mirrored",
    "Nearly the same view: 80 % agrees",
    "Looks alike: cosine 0.97",
    "The same view",
  ]);
});

const pair = (more: Partial<GroupPair>) =>
  describeEvidence({ imageId: "new", ofImageId: "old", layer: "view", verdict: "duplicate", distance: 0, evidence: {}, ...more });

test("each layer says in words what was found", () => {
  expect(pair({ layer: "bytes" })).toBe("The same file, byte for byte");
  expect(pair({ layer: "pixels" })).toBe("The same pixels in another file");
  expect(pair({ layer: "perceptual", distance: 12, evidence: { isMirrored: true } })).toBe(
    "The same picture: 12 of 256 bits of its hash differ, mirrored",
  );
  expect(pair({ layer: "embedding", verdict: "similar", distance: 0.9712 })).toBe(
    "Looks alike: cosine similarity 0.97, may be another shot",
  );
});

test("of near hashes it says how much agrees where the pixels were looked at, and that a part may be another", () => {
  const evidence = { agreement: 0.93 };
  expect(pair({ layer: "perceptual", distance: 17, evidence })).toBe(
    "The same picture: 17 of 256 bits of its hash differ, 93 % of what can be compared agrees",
  );
  const shot = { layer: "perceptual" as const, verdict: "similar" as const, distance: 17, evidence };
  expect(pair(shot)).toBe(
    "Nearly the same view: 17 of 256 bits of its hash differ, 93 % of what can be compared agrees, may be another shot",
  );
  expect(describeEvidenceInShort({ ...shot, evidence })).toBe("Nearly the same view: 17 of 256 bits differ");
});

test("of a mark it says so where it cannot tell which of the two has it", () => {
  expect(pair({ layer: "perceptual", distance: 17, evidence: { agreement: 0.9, holdsMore: "unsure" } })).toBe(
    "The same picture: 17 of 256 bits of its hash differ, 90 % of what can be compared agrees, something lies over one of them, which cannot be told",
  );
});

test("of animations it says that only the first frame was compared", () => {
  expect(pair({ layer: "perceptual", verdict: "similar", distance: 0, evidence: { isOfFirstFrame: true } })).toBe(
    "Nearly the same view: its hashes agree, of several frames or pages only the first was compared",
  );
});

test("of a view it says how much agrees, and how much of the one the other shows", () => {
  const evidence = { agreement: 0.958, transform: [1.25, 0, -0.1, 0, 1, 0, 0, 0, 1] };
  expect(pair({ evidence })).toBe("The same view: 96 % of what can be compared agrees, one shows 80 % of the other");
  expect(pair({ evidence: { agreement: 0.8 }, verdict: "similar" })).toBe(
    "Nearly the same view: 80 % of what can be compared agrees, may be another shot",
  );
});
