import { expect, test } from "vitest";
import { hideFileWords, neutralName, ownSight, redactTile, redactView } from "./redact-image";
import { type ImageView, imageTile, imageView } from "./schema";

/** Every field with something in it that only its owner may know. */
const view: ImageView = {
  id: "0190a5a0-0000-7000-8000-00001a2b3c4d",
  access: "owner",
  originalName: "IMG_CANARY.heic",
  contentType: "image/heic",
  sizeBytes: 10,
  width: 3,
  height: 2,
  frames: 1,
  thumbhash: "AAAA",
  status: "processed",
  failureReason: "CANARY",
  place: "library",
  favourite: true,
  takenLocal: "2024-05-01T12:00:00",
  addedAt: "2024-05-02T00:00:00.000Z",
  trashedAt: "2024-05-02T00:00:00.000Z",
  stackCount: 3,
  fileName: "IMG_CANARY.heic",
  url: "https://example.org/CANARY",
  originalUrl: "/api/v1/images/0190a5a0-0000-7000-8000-00001a2b3c4d/original",
  thumbnailUrl: "/api/v1/images/0190a5a0-0000-7000-8000-00001a2b3c4d/thumbnail?v=1.1",
  title: "A title",
  description: "CANARY of the file",
  tags: ["CANARY-keyword", "ours"],
  caption: "a dog",
  labels: [{ name: "dog", probability: 0.5 }],
  faces: [{ id: "0190a5a0-0000-7000-8000-000000000001", box: { left: 0, top: 0, width: 1, height: 1 }, faceClusterId: null }],
  faceClusterIds: ["0190a5a0-0000-7000-8000-000000000001"],
  rating: 4,
  sha256: "CANARY",
  takenAt: "2024-05-01T12:00:00+05:45",
  takenUtc: "2024-05-01T06:15:00.000Z",
  takenSource: "exif",
  camera: { make: "CANARY", model: null, lens: null },
  position: { latitude: 1, longitude: 2, altitudeM: null },
  exif: { cameraSerial: "CANARY", description: "CANARY of the file", keywords: ["CANARY-keyword"] },
  metadata: { secret: "CANARY" },
  collections: [],
  duplicates: [
    {
      image: {} as ImageView["duplicates"][number]["image"],
      layer: "bytes",
      verdict: "duplicate",
      distance: 0,
    },
  ],
  stack: { coverId: "0190a5a0-0000-7000-8000-000000000002", imageIds: ["0190a5a0-0000-7000-8000-000000000002"] },
};

const viewer = { access: "viewer", details: false, originals: false } as const;

/** What stays as it is for whoever may only look. The rest is hidden: a new field belongs into one of these lists. */
const shown = [
  ..."id contentType sizeBytes width height frames thumbhash status place takenLocal addedAt".split(" "),
  ..."thumbnailUrl title caption labels takenSource collections".split(" "),
];
const hidden: Partial<Record<keyof ImageView, unknown>> = {
  access: "viewer",
  originalName: "picture-1a2b3c4d.heic",
  failureReason: null,
  favourite: false,
  trashedAt: null,
  fileName: null,
  url: null,
  originalUrl: null,
  description: null,
  tags: ["ours"],
  faces: [],
  faceClusterIds: [],
  rating: null,
  sha256: null,
  takenAt: "2024-05-01T12:00:00",
  takenUtc: null,
  camera: null,
  position: null,
  exif: {},
  metadata: {},
  duplicates: [],
  stackCount: 0,
  stack: null,
};

test("every field is either shown to a viewer or hidden from them", () => {
  expect([...shown, ...Object.keys(hidden)].sort()).toEqual(Object.keys(imageView.shape).sort());
});

test("a viewer learns nothing that tells where, with what or under which name a picture was taken", () => {
  const seen = redactView(view, viewer);
  expect(seen).toEqual({ ...view, ...hidden });
  expect(imageView.parse(seen)).toEqual(seen);
  expect(JSON.stringify(seen)).not.toContain("CANARY");
});

test("a tile is redacted like a view", () => {
  const tile = imageTile.parse(view);
  const seen = redactTile(tile, viewer);
  expect(seen).toEqual(imageTile.parse({ ...view, ...hidden }));
  expect(JSON.stringify(seen)).not.toContain("CANARY");
});

test("shared details show everything but what is its owner's alone, and shared originals their address", () => {
  const kept = { failureReason: null, favourite: false, trashedAt: null, faces: [], faceClusterIds: [], rating: null };
  const own = { ...kept, duplicates: [], stackCount: 0, stack: null };
  const editor = { access: "editor", details: true, originals: false } as const;
  expect(redactView(view, editor)).toEqual({ ...view, ...own, access: "editor", originalUrl: null });
  expect(redactView(view, { ...viewer, originals: true })).toEqual({ ...view, ...hidden, originalUrl: view.originalUrl });
});

test("an owner sees all of it", () => {
  expect(redactView(view, ownSight)).toEqual(view);
});

test("names and words that a person gave stay, those of the file do not", () => {
  expect(neutralName({ id: view.id, contentType: "image/png" })).toBe("picture-1a2b3c4d.png");
  expect(hideFileWords({ description: "Ours", tags: ["a", "sea"] }, { description: "Theirs", keywords: [" sea "] })).toEqual({
    description: "Ours",
    tags: ["a"],
  });
  expect(hideFileWords({ description: "Ours", tags: ["a"] }, null)).toEqual({ description: "Ours", tags: ["a"] });
});
