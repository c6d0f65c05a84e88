import { expect, test } from "vitest";
import { toAdditions } from "./additions";

test("a visitor learns that a picture was taken or refused, and nothing of what its owner has", () => {
  const place = { place: "trash", originalName: "Secret.jpg", fileName: "mine.jpg" };
  const results = toAdditions([
    { outcome: "pending", imageId: "1", ...place },
    { outcome: "duplicate", imageId: "2", ...place },
    { outcome: "rejected", code: "type-not-allowed", detail: "This is no picture." },
    { outcome: "rejected", code: "quota-exceeded", detail: "11.9 GB of your 12.0 GB are used." },
  ]);
  expect(results).toEqual([
    { outcome: "created", imageId: "1" },
    { outcome: "created", imageId: "2" },
    { outcome: "rejected", code: "type-not-allowed", detail: "This is no picture." },
    { outcome: "rejected", code: "quota-exceeded", detail: "Whoever made this link has no room for more pictures." },
  ]);
});
