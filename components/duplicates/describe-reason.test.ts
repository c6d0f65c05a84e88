import { expect, test } from "vitest";
import type { QualityReason } from "@/lib/duplicates/schema";
import { describeReason, describeReasonInShort } from "./describe-reason";

const reason = (kind: QualityReason["kind"], more: Partial<QualityReason> = {}): QualityReason => ({
  kind,
  value: null,
  than: null,
  detail: null,
  ...more,
});

test.each([
  [reason("pixels", { value: 12_000_000, than: 2_857_142 }), "4.2 times the pixels"],
  [reason("pixels", { value: 12_000_000, than: 6_000_000 }), "2 times the pixels"],
  [reason("pixels", { value: 12_000_000, than: 10_000_000 }), "20 % more pixels"],
  [reason("pixels", { value: 12_000_000, than: 10_000 }), "1,200 times the pixels"],
  [reason("pixels", { value: 12_000_000, than: 10_000_000, detail: "shared" }), "20 % more pixels of what both show"],
  [reason("not-enlarged"), "the other was enlarged from a smaller picture"],
  [reason("plain"), "without the frame of the other"],
  [reason("shows-more", { value: 1, than: 0.8 }), "shows 25 % more of the picture"],
  [reason("shows-more", { value: 1, than: 0.25 }), "shows 4 times as much of the picture"],
  [reason("bytes-per-pixel", { value: 0.5, than: 0.25 }), "2 times the bytes for each pixel"],
  [reason("jpeg-quality", { value: 95, than: 60.4 }), "higher JPEG quality (about 95, not 60)"],
  [reason("sharpness", { value: 3, than: 2 }), "sharper"],
  [reason("camera-file", { detail: "Canon EOS 40D" }), "the camera's own file (Canon EOS 40D)"],
  [reason("lossless", { detail: "png" }), "saved without loss (PNG)"],
  [reason("unedited", { detail: "GIMP 2.10" }), "not edited (the other with GIMP 2.10)"],
  [reason("older", { value: 0.2 }), "taken earlier on the same day"],
  [reason("older", { value: 1.5 }), "1 day older"],
  [reason("older", { value: 90 }), "2 months older"],
  [reason("older", { value: 1_100 }), "3 years older"],
  [reason("rating", { value: 4 }), "more stars (4, not 0)"],
  [reason("position"), "still has its position"],
])("%o reads %s", (given, sentence) => {
  expect(describeReason(given)).toBe(sentence);
});

test("on a phone the figures in brackets are left out", () => {
  expect(describeReasonInShort(reason("jpeg-quality", { value: 95, than: 60.4 }))).toBe("higher JPEG quality");
  expect(describeReasonInShort(reason("camera-file", { detail: "X (mark II)" }))).toBe("the camera's own file");
  expect(describeReasonInShort(reason("sharpness"))).toBe("sharper");
});
