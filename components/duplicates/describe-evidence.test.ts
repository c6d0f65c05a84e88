import { expect, test } from "vitest";
import type { ImageTile } from "@/lib/images/schema";
import { describeEvidence, findBetter } from "./describe-evidence";

const tile = (id: string, width: number, height: number, sizeBytes: number) => ({ id, width, height, sizeBytes }) as ImageTile;

test("each layer says in words how near two pictures are", () => {
  expect(describeEvidence({ layer: "bytes", distance: 0, verdict: "duplicate" })).toBe("Identical bytes");
  expect(describeEvidence({ layer: "perceptual", distance: 2, verdict: "duplicate" })).toBe("Same picture, re-saved: 2 of 64 bits differ");
  expect(describeEvidence({ layer: "embedding", distance: 0.9712, verdict: "similar" })).toBe("Looks alike: cosine similarity 0.97");
});

test("the better one has more pixels, or else clearly more bytes, or there is none", () => {
  expect(findBetter(tile("a", 640, 480, 90), tile("b", 320, 240, 200))).toEqual({ id: "a", reason: "More pixels" });
  expect(findBetter(tile("a", 640, 480, 90), tile("b", 640, 480, 200))).toEqual({ id: "b", reason: "Larger file" });
  expect(findBetter(tile("a", 640, 480, 200), tile("b", 640, 480, 201))).toBeUndefined();
});
