import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { limits } from "@/lib/limits";
import { viewFeatureSpec } from "@/lib/vision/local-features";
import { translation } from "@/lib/vision/matrix";
import { drawScene, paint, showThrough } from "@/lib/vision/testing-views";
import type { GreyPixels } from "@/lib/vision/warp-grey";
import type { FeaturedPicture } from "./confirm-pictures";
import type { Decoder } from "./decoder";
import { openTestDecoder } from "./testing";

let folder: string;
let decoder: Decoder;
let scene: FeaturedPicture;
let crop: FeaturedPicture;
let other: FeaturedPicture;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "magpie-confirm-"));
  decoder = openTestDecoder();
  const picture = drawScene(1);
  scene = await keep(picture, "scene");
  crop = await keep(showThrough(picture, translation(-40, -30), { width: 250, height: 190 }), "crop");
  other = await keep(drawScene(2), "other");
});

afterAll(async () => {
  await decoder.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The picture's features, and the picture as JPEG file. */
async function keep({ width, height, data }: GreyPixels, name: string): Promise<FeaturedPicture> {
  const file = path.join(folder, `${name}.jpg`);
  writeFileSync(
    file,
    await sharp(data, { raw: { width, height, channels: 1 } })
      .jpeg({ quality: 85 })
      .toBuffer(),
  );
  const { features } = await decoder.decode({ path: file, want: { features: [viewFeatureSpec] } });
  return { features: features?.[0] ?? new Uint8Array(), path: file };
}

const drawn = drawScene(2);
const absent = (picture: FeaturedPicture) => ({ ...picture, path: `${picture.path}.gone` });

test("each candidate has its answer, in their order, also such as cannot be read", async () => {
  const damaged = path.join(folder, "damaged.jpg");
  writeFileSync(damaged, "no picture");
  const unread = [absent(crop), { ...crop, path: damaged }, { ...crop, features: new Uint8Array(3) }];
  const found = await decoder.confirmViews({ picture: scene, candidates: [other, crop, ...unread, crop] });
  expect(found.map((one) => one?.verdict)).toEqual([undefined, "duplicate", undefined, undefined, undefined, "duplicate"]);
  expect(found[1]?.transform).toHaveLength(9);
});

test("of pictures with near hashes each is looked at, in their order; of what cannot be read nothing is said", async () => {
  const moved = await keep(
    paint(drawScene(1), (level, x, y) =>
      Math.hypot((x - 120) / 40, (y - 100) / 31) < 1 ? (drawn.data[y * drawn.width + x] as number) : level,
    ),
    "moved",
  );
  const candidatePaths = [scene.path, `${scene.path}.gone`, moved.path];
  const found = await decoder.confirmCopies({ path: scene.path, candidatePaths });
  expect(found.map((one) => one?.verdict)).toEqual(["duplicate", undefined, "similar"]);
  expect(await decoder.confirmCopies({ path: scene.path, candidatePaths: [] })).toEqual([]);
  await expect(decoder.confirmCopies({ path: `${scene.path}.gone`, candidatePaths: [scene.path] })).rejects.toMatchObject({
    code: "not-found",
  });
});

test("a thing is found in the photograph that shows it, and nothing in another", async () => {
  const [found, none] = await decoder.confirmThings({ query: scene, candidates: [crop, other] });
  expect(found).toHaveLength(1);
  expect(found?.[0]?.quadrilateral).toHaveLength(4);
  expect(none).toEqual([]);
});

test("without candidates there is nothing to answer", async () => {
  expect(await decoder.confirmViews({ picture: scene, candidates: [] })).toEqual([]);
  expect(await decoder.confirmThings({ query: scene, candidates: [] })).toEqual([]);
});

test("a picture that is gone, or whose features are damaged, is refused", async () => {
  await expect(decoder.confirmViews({ picture: absent(scene), candidates: [crop] })).rejects.toMatchObject({ code: "not-found" });
  await expect(decoder.confirmViews({ picture: { ...scene, features: new Uint8Array(3) }, candidates: [crop] })).rejects.toMatchObject({
    code: "internal",
  });
});

test("too many candidates are refused", async () => {
  const candidates = Array.from({ length: limits.geometry.candidatesMax + 1 }, () => crop);
  await expect(decoder.confirmViews({ picture: scene, candidates })).rejects.toMatchObject({ code: "invalid-input" });
  await expect(decoder.confirmThings({ query: scene, candidates })).rejects.toMatchObject({ code: "invalid-input" });
  const copies = { path: scene.path, candidatePaths: candidates.map(({ path: file }) => file) };
  await expect(decoder.confirmCopies(copies)).rejects.toMatchObject({ code: "invalid-input" });
});
