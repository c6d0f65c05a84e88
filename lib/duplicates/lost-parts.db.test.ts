import sharp, { type Sharp } from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawScene } from "@/e2e/fixtures/scene-picture";
import type { Actor } from "../auth/access";
import { openTestLibrary, type TestLibrary } from "../ingest/testing";
import { listDuplicateGroups } from "./list-duplicate-groups";

let library: TestLibrary;
let actor: Actor;
let picture: Buffer;

beforeAll(async () => {
  library = await openTestLibrary();
  picture = await drawScene(1).jpeg({ quality: 90 }).toBuffer();
});
afterAll(() => library.close());

const letters = (opacity: number) =>
  Buffer.from(
    `<svg width="480" height="320"><text x="20" y="190" font-size="64" font-weight="bold" fill="#fff" fill-opacity="${opacity}">SAMPLE COPY</text></svg>`,
  );
const resized = (image: Sharp) => image.resize(480, 320, { fit: "fill" });

/** Adds pictures to a library that refuses duplicates, one after the other; where each ends up. */
async function addInOrder(files: readonly Buffer[]): Promise<{ ids: string[]; places: (string | undefined)[] }> {
  actor = await library.createActor();
  const ids: string[] = [];
  for (const bytes of files) ids.push(await library.add(actor, bytes, { onDuplicate: "reject" }));
  const rows = await library.account.db.query.images.findMany({ where: (images, { eq }) => eq(images.ownerId, actor.userId) });
  return { ids, places: ids.map((id) => rows.find((row) => row.id === id)?.place) };
}

test.each<[string, (image: Sharp) => Sharp]>([
  ["its colours", (image) => image.greyscale().png()],
  ["what lies under letters", (image) => image.composite([{ input: letters(1) }]).png()],
])("a picture does not go for a copy that has lost %s, whichever came first, and the copy goes for it", async (_, lose) => {
  const copy = await lose(resized(sharp(picture))).toBuffer();
  const whole = await resized(sharp(picture)).jpeg({ quality: 80 }).toBuffer();
  expect((await addInOrder([whole, copy])).places).toEqual(["library", "trash"]);
  const { ids, places } = await addInOrder([copy, whole]);
  expect(places).toEqual(["library", "held"]);
  const { groups } = await listDuplicateGroups({ ...library.ctx, actor }, { page: 1, limit: 10, order: "largest" });
  expect(groups.map(({ suggestedKeepId, similarIds }) => [suggestedKeepId, similarIds])).toEqual([[ids[1], []]]);
  expect(groups[0]?.images.find(({ id }) => id === ids[1])?.reasons.map(({ kind }) => kind)).toContain("holds-more");
});

test("a picture does not go for a copy with a black box, whichever came first", async () => {
  const whole = await resized(sharp(picture)).jpeg({ quality: 80 }).toBuffer();
  const box = { create: { width: 150, height: 90, channels: 3 as const, background: "#000000" } };
  const copy = await resized(sharp(picture))
    .composite([{ input: box, left: 180, top: 110 }])
    .png()
    .toBuffer();
  expect((await addInOrder([whole, copy])).places[0]).toBe("library");
  expect((await addInOrder([copy, whole])).places[1]).toBe("held");
});
