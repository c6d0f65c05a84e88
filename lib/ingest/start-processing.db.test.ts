import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { makeShapePicture } from "@/e2e/fixtures/tiny-encoder-picture";
import { emptyDatabase } from "../db/testing";
import { updateImages } from "../images/update-images";
import { findIngestRow, finishProcessing, startProcessing } from "./queries";
import { openTestLibrary, type TestLibrary } from "./testing";

let library: TestLibrary;

beforeAll(async () => {
  library = await openTestLibrary("/nonexistent-model");
});
beforeEach(() => emptyDatabase(library.account.database));
afterAll(() => library.close());

it("is no change of an image, while what its person changes meanwhile and its end are", async () => {
  const { db } = library.account;
  const actor = await library.createActor();
  const id = await library.add(actor, await makeShapePicture({ colour: "red", shape: "square", seed: 1 }));
  const changedAt = async () => (await findIngestRow(db, id))?.changedXid;
  const before = await changedAt();
  const started = await startProcessing(db, id, new Date());
  expect(started?.changedXid).toBe(before);
  const [running] = await db.execute<{ since: string | null }>(sql`select processing_since as since from images where id = ${id}`);
  expect(running?.since).not.toBeNull();

  await updateImages({ ...library.ctx, actor }, { imageIds: [id], changes: { favourite: true } });
  const changed = await changedAt();
  expect(changed).not.toBe(before);
  if (!started) throw new Error("there is no such image");
  await finishProcessing(db, started, {});
  expect(await changedAt()).not.toBe(changed);
});
