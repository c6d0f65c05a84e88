import { describe, expect, test } from "vitest";
import { compareQuality } from "./compare-quality";
import { type Candidate, orderKeepers } from "./order-keepers";
import { formatOf, isCameraName, toPictureFacts } from "./picture-facts";
import type { PictureFacts } from "./schema";

const plain: PictureFacts = {
  pixels: 1_000_000,
  bytesPerPixel: 0.5,
  jpegQuality: 80,
  sharpness: 10,
  detail: null,
  format: "jpeg",
  isLossless: false,
  metadataCount: 3,
  camera: null,
  isCameraFile: false,
  editedWith: null,
  hasPosition: false,
  takenLocal: "2024-05-01T12:00:00",
  rating: null,
  favourite: false,
  collectionCount: 1,
  isProtected: false,
};
const kinds = (better: Partial<PictureFacts>, other: Partial<PictureFacts> = {}) =>
  compareQuality({ ...plain, ...better }, { ...plain, ...other }).map(({ kind }) => kind);

describe("comparing two pictures", () => {
  test("two that are alike are no better than each other", () => {
    expect(kinds({})).toEqual([]);
  });

  test.each<[string, Partial<PictureFacts>, Partial<PictureFacts>]>([
    ["protected", { isProtected: true }, {}],
    ["camera-file", { isCameraFile: true }, {}],
    ["pixels", { pixels: 2_000_000 }, {}],
    ["lossless", { isLossless: true }, {}],
    ["jpeg-quality", { jpegQuality: 90 }, {}],
    ["sharpness", { sharpness: 11 }, {}],
    ["bytes-per-pixel", { bytesPerPixel: 0.6 }, {}],
    ["unedited", {}, { editedWith: "GIMP" }],
    ["metadata", { metadataCount: 4 }, {}],
    ["camera", { camera: "Canon" }, {}],
    ["position", { hasPosition: true }, {}],
    ["taken-time", {}, { takenLocal: null }],
    ["older", { takenLocal: "2024-04-30T12:00:00" }, {}],
    ["rating", { rating: 2 }, {}],
    ["favourite", { favourite: true }, {}],
    ["collections", { collectionCount: 2 }, {}],
  ])("%s speaks for one, and not for the other", (kind, better, other) => {
    expect(kinds(better, other)).toEqual([kind]);
    expect(kinds(other, better)).toEqual([]);
  });

  test("what is not known speaks for neither, and bytes are not compared between formats", () => {
    const unknown = { pixels: null, jpegQuality: null, sharpness: null, bytesPerPixel: null };
    expect(kinds({}, unknown)).toEqual([]);
    expect(kinds(unknown)).toEqual([]);
    expect(kinds({ bytesPerPixel: 3, format: "png" })).toEqual([]);
  });

  test("a reason holds both figures", () => {
    expect(compareQuality({ ...plain, pixels: 4_000_000 }, plain)).toEqual([
      { kind: "pixels", value: 4_000_000, than: 1_000_000, detail: null },
    ]);
    expect(compareQuality({ ...plain, takenLocal: "2024-04-30T00:00:00" }, plain)).toEqual([
      { kind: "older", value: 1.5, than: null, detail: "2024-04-30T00:00:00" },
    ]);
  });
});

describe("the suggested picture", () => {
  const candidate = (id: string, facts: Partial<PictureFacts>, sizeBytes = 1_000): Candidate => ({
    id,
    sizeBytes,
    facts: { ...plain, ...facts },
  });
  const first = (candidates: Candidate[], ...choice: Parameters<typeof orderKeepers>[1][]) => orderKeepers(candidates, ...choice)[0]?.id;

  /** Each beats all below it. */
  const ladder: Partial<PictureFacts>[] = [
    { isProtected: true, pixels: 900_000 },
    { isCameraFile: true, pixels: 1_400_000 },
    { pixels: 1_500_000 },
    { isLossless: true },
    { jpegQuality: 95 },
    { sharpness: 20 },
    { metadataCount: 9 },
    { favourite: true },
    { rating: 5 },
    { takenLocal: "2000-01-01T00:00:00" },
    {},
  ];
  test.each(ladder.slice(0, -1).map((_, index) => index))("rung %i stands above the next, in either order", (index) => {
    const pair = [candidate("b", ladder[index] ?? {}), candidate("a", ladder[index + 1] ?? {})];
    expect(first(pair)).toBe("b");
    expect(first(pair.reverse())).toBe("b");
  });

  test("of equals the one that was added first, in whatever order they come", () => {
    const three = ["c", "a", "b"].map((id) => candidate(id, {}));
    expect(orderKeepers(three).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  test("a camera's file that was made small for sending is not preferred", () => {
    expect(first([candidate("small", { isCameraFile: true, pixels: 500_000 }), candidate("large", {})])).toBe("large");
  });

  test("what its camera wrote is preferred to a frame, to more quality and to a copy that lost it, not to twice the pixels", () => {
    const own = candidate("b", { camera: "Canon EOS", pixels: 1_000_000 });
    for (const copy of [{ pixels: 1_500_000 }, { isLossless: true }, { jpegQuality: 99 }, { sharpness: 9_999 }])
      expect(first([candidate("a", { camera: null, pixels: 1_000_000, ...copy }), own])).toBe("b");
    expect(first([candidate("a", { camera: null, pixels: 2_000_000 }), own])).toBe("a");
    expect(first([candidate("a", { camera: null, pixels: 1_500_000 }), candidate("b", { ...own.facts, editedWith: "GIMP" })])).toBe("a");
  });

  test("unknown times count as latest, and are equal among themselves", () => {
    const unknown = { takenLocal: null };
    expect(first([candidate("a", unknown), candidate("b", {})])).toBe("b");
    expect(first([candidate("b", unknown), candidate("a", unknown)])).toBe("a");
  });

  test.each([
    ["most-metadata", "told"],
    ["most-pixels", "large"],
    ["largest-file", "heavy"],
    ["oldest", "old"],
    ["camera-file", "raw"],
    ["suggested", "large"],
  ] as const)("by %s it is the picture that is %s", (choice, id) => {
    const group = [
      candidate("told", { metadataCount: 30 }),
      candidate("large", { pixels: 3_000_000 }),
      candidate("heavy", {}, 9_000),
      candidate("old", { takenLocal: "1999-01-01T00:00:00" }),
      candidate("raw", { isCameraFile: true }),
    ];
    expect(first(group, choice)).toBe(id);
  });
});

test.each([
  ["IMG_1234.JPG", true],
  ["DSC01234.ARW", true],
  ["DSC_0042.NEF", true],
  ["_DSC0042.jpg", true],
  ["P1010001.JPG", true],
  ["PXL_20240501_120000123.jpg", true],
  ["IMG_20240501_120000.jpg", true],
  ["20240501_120000.jpg", true],
  ["DJI_0001.JPG", true],
  ["IMG_1234 (1).JPG", false],
  ["IMG_1234-edited.jpg", false],
  ["IMG-20240501-WA0001.jpg", false],
  ["FB_IMG_1500000000000.jpg", false],
  ["holiday.jpg", false],
  ["Copy of IMG_1234.JPG", false],
])("a camera named %s: %s", (name, is) => {
  expect(isCameraName(name)).toBe(is);
});

test.each([
  ["image/jpeg", "a.dng", "jpeg"],
  ["image/tiff", "a.NEF", "raw"],
  ["image/tiff", "a.tif", "tiff"],
  ["image/heic", "a.heic", "heic"],
] as const)("%s called %s is %s", (contentType, originalName, format) => {
  expect(formatOf({ contentType, originalName })).toBe(format);
});

test("facts are made of what is known of a picture, and an editor's name takes away that it is the camera's own", () => {
  const row = {
    id: "a",
    originalName: "IMG_0001.JPG",
    contentType: "image/jpeg",
    sizeBytes: 3_000,
    width: 100,
    height: 60,
    quality: { jpegQuality: 92, sharpness: "high" },
    exif: { cameraMake: "Canon", software: "Adobe Photoshop 22.0", orientation: 1 },
    title: null,
    description: "a day",
    tags: ["x"],
    rating: null,
    favourite: true,
    takenLocal: "2024-05-01 12:00:00",
    takenSource: "exif" as const,
    cameraMake: "Canon",
    cameraModel: "EOS",
    latitude: 1,
    longitude: 2,
    collectionCount: 2,
    isProtected: false,
  };
  expect(toPictureFacts(row)).toEqual({
    pixels: 6_000,
    bytesPerPixel: 0.5,
    jpegQuality: 92,
    sharpness: null,
    detail: null,
    format: "jpeg",
    isLossless: false,
    metadataCount: 4,
    camera: "Canon EOS",
    isCameraFile: false,
    editedWith: "Adobe Photoshop 22.0",
    hasPosition: true,
    takenLocal: "2024-05-01T12:00:00",
    rating: null,
    favourite: true,
    collectionCount: 2,
    isProtected: false,
  });
  const detail = { sidePx: 77, levels: "AAAA" };
  expect(toPictureFacts({ ...row, quality: { detail } })).toMatchObject({ detail });
  expect(toPictureFacts({ ...row, quality: { detail: { sidePx: "wide" } } })).toMatchObject({ detail: null });
  expect(toPictureFacts({ ...row, exif: { software: "Ver.1.00" } })).toMatchObject({ isCameraFile: true, editedWith: null });
  expect(toPictureFacts({ ...row, takenSource: "added", width: null, quality: null })).toMatchObject({ takenLocal: null, pixels: null });
});
