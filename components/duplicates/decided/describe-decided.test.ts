import { expect, test } from "vitest";
import type { DecidedGroup } from "@/lib/duplicates/decided-schema";
import { describeDecided, describeTakenBack } from "./describe-decided";

const group = (given: Partial<DecidedGroup>): DecidedGroup => ({
  decidedAt: "2026-01-01T00:00:00.000001Z",
  decision: "duplicate",
  imageCount: 3,
  trashedCount: 0,
  images: [],
  imageIds: [],
  runId: null,
  ...given,
});
const cover = { stackCount: 3 } as DecidedGroup["images"][number];

test.each<[Partial<DecidedGroup>, string]>([
  [{ trashedCount: 2 }, "1 of 3 kept, 2 pictures in the trash"],
  [{ trashedCount: 0 }, "3 pictures: the same"],
  [{ decision: "not-related", imageCount: 2 }, "2 pictures: not related"],
  [{ decision: "alternate" }, "3 pictures kept as shots of one scene"],
  [{ decision: "alternate", images: [cover] }, "3 pictures stacked as shots of one scene"],
  [{ runId: "a run", trashedCount: 1 }, "Rules decided about 3 pictures"],
])("a decision is said in words: %j", (given, words) => expect(describeDecided(group(given))).toBe(words));

test("taking back says what came out of the trash", () => {
  expect(describeTakenBack(0)).toBe("You are asked about them in Duplicates again.");
  expect(describeTakenBack(1)).toBe("1 picture is out of the trash. You are asked about them in Duplicates again.");
});
