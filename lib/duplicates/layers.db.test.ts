import { sql } from "drizzle-orm";
import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { drawScene } from "@/e2e/fixtures/scene-picture";
import { type Actor, scopeOf } from "../auth/access";
import { thumbnailKey } from "../images/thumbnail-key";
import { ingestImage } from "../ingest/ingest-image";
import { openTestLibrary, type TestLibrary } from "../ingest/testing";
import { limits } from "../limits";
import { decideAmong } from "./decide-queries";

let library: TestLibrary;
let actor: Actor;
let picture: Buffer;

beforeAll(async () => {
  library = await openTestLibrary();
  picture = await drawScene(1).jpeg({ quality: 95 }).toBuffer();
});
beforeEach(async () => {
  actor = await library.createActor();
});
afterAll(() => library.close());

const rowOf = async (imageId: string) => library.account.db.query.images.findFirst({ where: (rows, { eq }) => eq(rows.id, imageId) });
const placeOf = async (imageId: string) => (await rowOf(imageId))?.place;
/** Layer and verdict of what speaks for a pair. */
const evidenceOf = async (newer: string, older: string) => {
  const pairs = await library.account.db.query.duplicatePairs.findMany({
    where: (rows, { and, eq }) => and(eq(rows.imageId, newer), eq(rows.ofImageId, older)),
  });
  return Object.fromEntries(pairs.map((pair) => [pair.layer, pair.verdict]));
};

test("the same pixels in other files are known by their pixels", async () => {
  const first = await library.add(actor, picture);
  const lossless = await library.add(actor, await sharp(picture).png().toBuffer());
  const turned = await sharp(picture).rotate(90).toBuffer();
  const upright = await library.add(actor, await sharp(turned).withMetadata({ orientation: 8 }).tiff({ compression: "lzw" }).toBuffer());
  const again = await library.add(actor, await sharp(picture).jpeg({ quality: 50 }).toBuffer());
  expect(await evidenceOf(lossless, first)).toMatchObject({ pixels: "duplicate", perceptual: "duplicate" });
  expect((await evidenceOf(again, first)).pixels).toBeUndefined();
  expect(await Promise.all([first, lossless, again].map(placeOf))).toEqual(["library", "held", "held"]);
  expect((await evidenceOf(upright, first)).perceptual).toBe("duplicate");
});

test("an animation is no duplicate of its first frame, nor of another one that begins alike", async () => {
  const moving = async (...seeds: number[]) => {
    const frames = seeds.map((seed) => drawScene(seed).resize(96, 64, { fit: "fill" }).png().toBuffer());
    return sharp(await Promise.all(frames), { join: { animated: true } });
  };
  const movie = await (await moving(1, 2, 3)).gif().toBuffer();
  const frame = await sharp(movie, { pages: 1 }).png().toBuffer();
  const add = (bytes: Buffer) => library.add(actor, bytes, { onDuplicate: "reject" });
  const first = await add(movie);
  const still = await add(frame);
  const other = await add(await (await moving(1, 4, 5)).gif().toBuffer());
  const asWebp = await add(await sharp(movie, { animated: true }).webp({ lossless: true }).toBuffer());
  for (const [newer, older] of [
    [still, first],
    [other, first],
    [asWebp, first],
    [asWebp, still],
  ] as const) {
    const verdicts = await evidenceOf(newer, older);
    expect(verdicts.pixels).toBeUndefined();
    expect(verdicts.perceptual).toBe("similar");
    expect(Object.values(verdicts)).not.toContain("duplicate");
  }
  expect(await Promise.all([first, still, other, asWebp].map(placeOf))).toEqual(["library", "held", "held", "held"]);
});

test("what was found of an animation's first frame alone is withdrawn when it is looked at again", async () => {
  const frames = await Promise.all([1, 2].map((seed) => drawScene(seed).png().toBuffer()));
  const movie = await library.add(
    actor,
    await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer(),
  );
  const still = await library.add(actor, await drawScene(1).png().toBuffer(), { detectDuplicates: false });
  await library.account.db.execute(sql`
    insert into duplicate_pairs (id, owner_id, image_id, of_image_id, layer, verdict, distance)
    values (gen_random_uuid(), ${actor.userId}, ${still}, ${movie}, 'pixels', 'duplicate', 0)`);
  await library.account.db.execute(sql`update images set step_versions = step_versions - 'duplicates' where id = ${still}`);
  await ingestImage(library.ctx, { imageId: still, isLastAttempt: true });
  expect(await evidenceOf(still, movie)).toMatchObject({ perceptual: "similar" });
  expect((await evidenceOf(still, movie)).pixels).toBeUndefined();
});

test("flat pictures are duplicates only where every pixel is equal", async () => {
  const flat = (background: string, width = 80) => sharp({ create: { width, height: 60, channels: 3, background } });
  const grey = await library.add(actor, await flat("#808080").png().toBuffer());
  const same = await library.add(actor, await flat("#808080").webp({ lossless: true }).toBuffer());
  const others = [await flat("#818080").png().toBuffer(), await flat("#808080", 81).png().toBuffer()];
  expect(await evidenceOf(same, grey)).toEqual({ pixels: "duplicate" });
  expect(await placeOf(same)).toBe("held");
  for (const other of others) {
    const id = await library.add(actor, other);
    expect(await evidenceOf(id, grey)).toEqual({});
    expect(await placeOf(id)).toBe("library");
  }
});

test("of many blank pictures that look the same the equal one is found wherever it stands among them", async () => {
  const { db } = library.account;
  const blank = () => sharp({ create: { width: 80, height: 60, channels: 3, background: "#808080" } });
  const probe = await rowOf(await library.add(await library.createActor(), await blank().png().toBuffer()));
  const home = await rowOf(await library.add(actor, picture));
  // Scans of other blank sheets, older than all that comes: more than are compared one by one.
  const ids = Array.from(
    { length: limits.duplicates.twinsMax + 10 },
    (_, index) => `01800000-0000-7000-8000-${String(index).padStart(12, "0")}`,
  );
  const many = sql`unnest(${`{${ids.join(",")}}`}::uuid[]) as id`;
  await db.execute(sql`
    insert into images (id, owner_id, home_collection_id, original_name, sha256, size_bytes, content_type, taken_local, taken_source, width, height, thumbhash)
    select id, ${actor.userId}, ${home?.homeCollectionId}, 'a', id::text, 1, 'image/png', '2024-01-01', 'added', 80, 60, ${probe?.thumbhash}::bytea from ${many}`);
  await db.execute(sql`
    insert into files (id, image_id, role, size_bytes, sha256, content_type, storage_key)
    select id, id, 'original', 1, id::text, 'image/png', id::text from ${many}`);
  await db.execute(
    sql`insert into perceptual_hashes (owner_id, image_id, pixel_digest) select ${actor.userId}, id, 'another' from ${many}`,
  );
  const equal = await library.add(actor, await blank().png().toBuffer());
  const newer = await library.add(actor, await blank().webp({ lossless: true }).toBuffer());
  expect(await evidenceOf(newer, equal)).toEqual({ pixels: "duplicate" });
  expect(await evidenceOf(newer, ids[0] ?? "")).toEqual({});
});

test("each of the eight turns and mirrors is known by the hash", async () => {
  const first = await library.add(actor, picture);
  for (const angle of [0, 90, 180, 270]) {
    for (const mirrored of [false, true]) {
      if (angle === 0 && !mirrored) continue;
      const turned = await sharp(await sharp(picture).flop(mirrored).toBuffer())
        .rotate(angle)
        .jpeg({ quality: 70 })
        .toBuffer();
      const id = await library.add(actor, turned);
      expect((await evidenceOf(id, first)).perceptual, `${angle} ${mirrored}`).toBe("duplicate");
    }
  }
});

test.each<[string, (image: Sharp) => Sharp]>([
  ["cropped", (image) => image.extract({ left: 110, top: 60, width: 720, height: 480 })],
  ["mirrored and cropped", (image) => image.extract({ left: 110, top: 60, width: 720, height: 480 }).flop()],
  ["turned by 4 degrees", (image) => image.rotate(4, { background: "#000" })],
  ["framed", (image) => image.extend({ top: 90, bottom: 90, left: 90, right: 90, background: "#fff" })],
])("a picture that was %s is known as the same view, whichever of the two came first", async (_, edit) => {
  const edited = await edit(sharp(picture)).jpeg({ quality: 85 }).toBuffer();
  for (const files of [
    [picture, edited],
    [edited, picture],
  ] as const) {
    const owner = await library.createActor();
    const [first, second] = [await library.add(owner, files[0]), await library.add(owner, files[1])];
    expect(await evidenceOf(second, first)).toEqual({ view: "duplicate" });
    expect([await placeOf(first), await placeOf(second)]).toEqual(["library", "held"]);
    const [pair] = await library.account.db.query.duplicatePairs.findMany({ where: (rows, { eq }) => eq(rows.imageId, second) });
    const transform = pair?.evidence.transform as number[];
    // The middle of the edit lies near the middle of the original in all of these.
    const [a, b, c, d, e, f, g, h, i] = transform as [number, number, number, number, number, number, number, number, number];
    const w = g * 0.5 + h * 0.5 + i;
    expect([(a * 0.5 + b * 0.5 + c) / w, (d * 0.5 + e * 0.5 + f) / w].every((place) => Math.abs(place - 0.5) < 0.1)).toBe(true);
  }
});

/** The picture as a second shot shows it in which something else stands at one place, and the rest is as it was. */
const shootAgain = async () => {
  const other = await drawScene(5).extract({ left: 500, top: 260, width: 150, height: 120 }).png().toBuffer();
  return sharp(picture)
    .composite([{ input: other, left: 200, top: 350 }])
    .jpeg({ quality: 90 })
    .toBuffer();
};

test("a picture with a near hash in which a part has changed is only similar, and held; its copies stay duplicates", async () => {
  const first = await library.add(actor, picture);
  const shot = await library.add(actor, await shootAgain());
  const copies = [
    await sharp(picture).resize(300).jpeg({ quality: 30 }).toBuffer(),
    await sharp(picture).gamma(2.2, 1.4).blur(2).jpeg().toBuffer(),
  ];
  const copyIds: string[] = [];
  for (const copy of copies) copyIds.push(await library.add(actor, copy));
  const pairs = await library.account.db.query.duplicatePairs.findMany({ where: (rows, { eq }) => eq(rows.ofImageId, first) });
  const ofShot = pairs.find((pair) => pair.imageId === shot && pair.layer === "perceptual");
  expect(ofShot).toMatchObject({ verdict: "similar", evidence: { agreement: expect.any(Number), overlay: false } });
  expect(ofShot?.distance).toBeGreaterThan(8);
  expect(await evidenceOf(shot, first)).toEqual({ perceptual: "similar" });
  for (const id of copyIds) expect(await evidenceOf(id, first)).toMatchObject({ perceptual: "duplicate" });
  expect(await Promise.all([first, shot, ...copyIds].map(placeOf))).toEqual(["library", "held", "held", "held"]);
});

test("a near hash is believed where the other picture's thumbnail is gone", async () => {
  const first = await library.add(actor, picture);
  const { storage } = library.ctx;
  await storage.remove(thumbnailKey(first, "small"));
  const shot = await library.add(actor, await shootAgain());
  expect(await evidenceOf(shot, first)).toEqual({ perceptual: "duplicate" });
});

test("other pictures, and those of other people, are nobody's duplicates", async () => {
  await library.add(await library.createActor(), picture);
  const ids = [await library.add(actor, picture)];
  for (const seed of [2, 3, 4]) ids.push(await library.add(actor, await drawScene(seed).jpeg().toBuffer()));
  expect(await Promise.all(ids.map(placeOf))).toEqual(["library", "library", "library", "library"]);
  for (const id of ids.slice(1)) for (const other of ids) if (other < id) expect(await evidenceOf(id, other)).toEqual({});
});

test("what follows from a decision holds for a new picture: it is not held, and there is no pair", async () => {
  const scope = scopeOf(actor);
  const [first, copy, other] = [
    await library.add(actor, picture),
    await library.add(actor, await sharp(picture).resize(500).toBuffer()),
    await library.add(actor, await drawScene(9).jpeg().toBuffer()),
  ];
  const { db } = library.account;
  await decideAmong(db, scope, [copy], [other], "duplicate");
  await decideAmong(db, scope, [first], [other], "not-related");
  await db.execute(`delete from duplicate_pairs where owner_id = '${actor.userId}'`);
  await db.execute(`update images set status = 'pending', place = 'library', step_versions = '{}' where id = '${copy}'`);
  await ingestImage(library.ctx, { imageId: copy, isLastAttempt: true });
  expect(await evidenceOf(copy, first)).toEqual({});
  expect(await placeOf(copy)).toBe("library");
});

test("a picture that is added to be rejected goes to the trash when it is a duplicate", async () => {
  const first = await library.add(actor, picture);
  const cropped = await sharp(picture).extract({ left: 110, top: 60, width: 720, height: 480 }).jpeg().toBuffer();
  const second = await library.add(actor, cropped, { onDuplicate: "reject" });
  expect(await rowOf(second)).toMatchObject({ place: "trash", trashReason: `near-duplicate-of:${first}` });
  const quality = (await rowOf(first))?.quality;
  expect(quality).toMatchObject({ jpegQuality: 95, sharpness: expect.any(Number) });
  expect((await rowOf(first))?.colours?.length).toBeGreaterThan(0);
});
