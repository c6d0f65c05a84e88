import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawScene } from "@/e2e/fixtures/scene-picture";
import { openTestLibrary, type TestLibrary } from "../ingest/testing";
import { listDuplicateGroups } from "./list-duplicate-groups";

let library: TestLibrary;

beforeAll(async () => {
  library = await openTestLibrary();
});
afterAll(() => library?.close());

test("an enlarged copy is measured as such, and not suggested before what it was enlarged from", async () => {
  const actor = await library.createActor();
  const small = await drawScene(1).resize({ width: 640 }).jpeg({ quality: 80 }).toBuffer();
  const enlarged = await library.add(actor, await sharp(small).resize({ width: 1_280, kernel: "linear" }).jpeg({ quality: 95 }).toBuffer());
  const own = await library.add(actor, small);
  const row = await library.account.db.query.images.findFirst({ where: (rows, { eq }) => eq(rows.id, own) });
  expect(row?.quality).toMatchObject({ detail: { sidePx: expect.any(Number), levels: expect.any(String) } });
  const { groups } = await listDuplicateGroups({ ...library.ctx, actor }, { page: 1, limit: 10, order: "largest" });
  expect(groups.map(({ suggestedKeepId }) => suggestedKeepId)).toEqual([own]);
  expect(groups[0]?.images.find(({ id }) => id === own)?.reasons[0]).toMatchObject({ kind: "not-enlarged" });
  expect(groups[0]?.similarIds).not.toContain(enlarged);
});
