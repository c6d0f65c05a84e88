import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makePicture } from "@/e2e/api/pictures";
import { openTestLibrary, type TestLibrary } from "../../ingest/testing";
import { createDuplicateRule } from "./change-rules";
import { listDuplicateRuleRuns } from "./list-rule-runs";
import { ruleCondition } from "./schema";
import { undoDuplicateRuleRun } from "./undo-rule-run";

let library: TestLibrary;
let modelDir: string;

beforeAll(async () => {
  modelDir = await mkdtemp(path.join(os.tmpdir(), "magpie-model-"));
  library = await openTestLibrary(modelDir);
});
afterAll(async () => {
  await library.close();
  await rm(modelDir, { recursive: true, force: true });
});

test("a duplicate that comes in is decided by the rules that act alone, and undo holds it as if there were none", async () => {
  const actor = await library.createActor();
  const ctx = { ...library.ctx, actor };
  const condition = ruleCondition.parse({ layers: ["bytes", "pixels", "perceptual"] });
  await createDuplicateRule(ctx, { name: "Alone", condition, action: { do: "keep", by: "most-pixels" }, enabled: true });
  const picture = Buffer.from(await makePicture());
  const placesOf = async () => {
    const rows = await library.account.db.query.images.findMany({ orderBy: (images, { asc }) => asc(images.id) });
    return rows.map(({ place }) => place);
  };
  await library.add(actor, picture);
  await library.add(actor, await sharp(picture).jpeg({ quality: 60 }).toBuffer());
  expect(await placesOf()).toEqual(["library", "trash"]);
  const { runs } = await listDuplicateRuleRuns(ctx, { page: 1, limit: 20 });
  expect(runs).toMatchObject([{ automatic: true, trashCount: 1, ruleNames: ["Alone"] }]);
  await undoDuplicateRuleRun(ctx, { runId: runs[0]?.id ?? "" });
  expect(await placesOf()).toEqual(["library", "held"]);
});
