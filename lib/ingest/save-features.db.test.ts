import { sql } from "drizzle-orm";
import { v7 as createId } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { makeShapePicture } from "@/e2e/fixtures/tiny-encoder-picture";
import type { Actor } from "../auth/access";
import { emptyDatabase } from "../db/testing";
import * as queries from "../feature-index/queries";
import { encodeWords, oneWord } from "../feature-index/visual-words";
import { featureProfile, viewFeatureSpec } from "../vision/local-features";
import { saveSteps } from "./save-queries";
import { openTestLibrary, type TestLibrary } from "./testing";

let library: TestLibrary;
let actor: Actor;

beforeAll(async () => {
  library = await openTestLibrary("/nonexistent-model");
});
beforeEach(async () => {
  await emptyDatabase(library.account.database);
  actor = await library.createActor();
});
afterAll(() => library.close());

const add = async (seed: number) =>
  library.add(actor, await makeShapePicture({ colour: "red", shape: "square", seed }), { detectDuplicates: false });
const keyOf = () => ({ ownerId: actor.userId, collectionId: null, profile: featureProfile(viewFeatureSpec) });
const listIndexed = async () =>
  (
    await library.account.db.execute<{ indexId: string; imageId: string }>(
      sql`select index_id as "indexId", image_id as "imageId" from indexed_images order by image_id, index_id`,
    )
  ).map(({ indexId, imageId }) => `${indexId} ${imageId}`);
const listFeatured = async () =>
  (await library.account.db.execute<{ id: string }>(sql`select image_id as id from local_features order by image_id`)).map(({ id }) => id);

it("puts a picture into the index that serves and the one that is built, also when they are not those of the picture before", async () => {
  const { db } = library.account;
  const first = await add(1);
  const [serving] = await queries.listIndexes(db, keyOf());
  if (!serving) throw new Error("no index was made");
  expect(await listIndexed()).toEqual([`${serving.id} ${first}`]);

  const words = encodeWords(oneWord(viewFeatureSpec.dimensions / 32));
  const built = createId();
  await queries.insertIndex(db, { ...keyOf(), id: built, state: "building", words, learnedFrom: 1 });
  const second = await add(2);
  expect(await listIndexed()).toEqual([`${serving.id} ${first}`, ...[serving.id, built].sort().map((id) => `${id} ${second}`)]);

  await queries.exchangeIndexes(db, serving.id, built);
  const third = await add(3);
  expect((await listIndexed()).filter((row) => row.endsWith(third))).toEqual([`${built} ${third}`]);

  await db.execute(sql`delete from feature_indexes`);
  const fourth = await add(4);
  const [made] = await queries.listIndexes(db, keyOf());
  expect(await listIndexed()).toEqual([`${made?.id} ${fourth}`]);
  expect(await listFeatured()).toEqual([first, second, third, fourth]);
});

it("saves nothing when all the indexes that it remembered are gone, so that another one is made", async () => {
  const { db } = library.account;
  const id = await add(1);
  await db.execute(sql`delete from feature_indexes`);
  const row = await db.query.images.findFirst({ where: (images, { eq }) => eq(images.id, id) });
  if (!row) throw new Error("no picture");
  const features = { profile: keyOf().profile, data: new Uint8Array(), entries: [] };
  expect(await saveSteps(db, row, { facts: { title: "Sea" }, stepVersions: {}, features })).toBe("stale-indexes");
  expect((await db.query.images.findFirst({ where: (images, { eq }) => eq(images.id, id) }))?.title).toBeNull();
});
