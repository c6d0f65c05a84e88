import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestActor } from "../auth/testing";
import { images } from "../db/schema/images";
import { insertTestImage } from "../images/testing";
import { limits } from "../limits";
import { describeGroupImages } from "./describe-group-images";
import { listDuplicateGroups } from "./list-duplicate-groups";
import type { DuplicateGroup, PairKind } from "./schema";
import * as operations from "./schema";
import { NumberedPictures } from "./testing";

const mine = new NumberedPictures();
const { acting, at, numberOf } = mine;

beforeAll(mine.open);
beforeEach(() => mine.begin(8));
afterAll(mine.close);

type Layer = DuplicateGroup["pairs"][number]["layer"];
const pair = (newer: number, older: number, layer: Layer, verdict: "duplicate" | "similar" = "duplicate") =>
  mine.pair(newer, older, { layer, verdict, distance: 0.1 });
const hold = (index: number) =>
  mine.db
    .update(images)
    .set({ place: "held" })
    .where(eq(images.id, at(index)));
const list = async (input: { kind?: PairKind; order?: "largest" | "waiting" } = {}) =>
  operations.listDuplicateGroups.output.parse(await listDuplicateGroups(acting(), { page: 1, limit: 20, order: "largest", ...input }));
const membersOf = (group: DuplicateGroup) => group.images.map(({ id }) => numberOf(id));
const groupsOf = async (input = {}) => (await list(input)).groups.map(membersOf);

test("groups of one kind hang together by pairs of which no surer layer says more", async () => {
  await pair(1, 0, "bytes");
  await pair(1, 0, "perceptual");
  await pair(2, 1, "pixels");
  await pair(3, 2, "perceptual");
  await pair(4, 3, "view");
  await pair(5, 4, "view", "similar");
  await pair(6, 5, "embedding", "similar");
  await pair(6, 5, "view");
  const kinds: PairKind[] = ["bytes", "pixels", "perceptual", "view", "similar"];
  expect(await Promise.all(kinds.map((kind) => groupsOf({ kind })))).toEqual([
    [[0, 1]],
    [[1, 2]],
    [[2, 3]],
    [
      [3, 4],
      [5, 6],
    ],
    [[4, 5]],
  ]);
  expect(await groupsOf()).toEqual([[0, 1, 2, 3, 4, 5, 6]]);
});

test("pictures that are no duplicates of the suggested one or of a file of its pixels are told apart, whatever chain links them", async () => {
  await pair(1, 0, "pixels");
  await pair(2, 1, "perceptual");
  await pair(3, 2, "view", "similar");
  await pair(4, 3, "pixels");
  await pair(5, 2, "perceptual");
  const [group] = (await list()).groups;
  expect(numberOf(group?.suggestedKeepId ?? "")).toBe(0);
  expect(group?.similarIds).toEqual([at(3), at(4), at(5)]);
  const [similar] = (await list({ kind: "similar" })).groups;
  expect(similar?.similarIds).toEqual([at(3)]);
});

test("of a large group the first pictures and the suggested one are described, the others named", async () => {
  const { groupImagesListed } = limits.duplicates;
  await mine.addUpTo(groupImagesListed + 10);
  for (let index = 1; index < mine.ids.length; index++) await pair(index, index - 1, "pixels");
  const best = groupImagesListed + 5;
  await mine.db
    .update(images)
    .set({ width: 9_000, height: 6_000 })
    .where(eq(images.id, at(best)));
  const [group] = (await list()).groups;
  if (!group) throw new Error("no group");
  expect(numberOf(group.suggestedKeepId)).toBe(best);
  expect(membersOf(group)).toEqual([...Array(groupImagesListed).keys(), best]);
  expect(group.restIds).toEqual(mine.ids.filter((_, index) => index >= groupImagesListed && index !== best));
  expect(group.images.at(-1)?.reasons[0]?.kind).toBe("pixels");
  expect(group.imageCount).toBe(mine.ids.length);
});

test("groups with a held picture come first on wish, and a held picture whose twins are gone stands alone", async () => {
  await pair(1, 0, "pixels");
  await pair(2, 1, "pixels");
  await pair(4, 3, "pixels");
  await hold(4);
  await hold(7);
  expect(await groupsOf()).toEqual([[0, 1, 2], [3, 4], [7]]);
  const waiting = await list({ order: "waiting" });
  expect(waiting.groups.map(membersOf)).toEqual([[3, 4], [7], [0, 1, 2]]);
  expect(waiting.groups.map(({ heldCount }) => heldCount)).toEqual([1, 1, 0]);
  expect(waiting).toMatchObject({ total: 3, complete: true });
  expect(await groupsOf({ kind: "pixels" })).toEqual([
    [0, 1, 2],
    [3, 4],
  ]);
});

test("some pictures of a group are described against another one, those of other people left out", async () => {
  await pair(1, 0, "pixels");
  await pair(2, 0, "view", "similar");
  const stranger = await createTestActor(mine.ctx);
  const foreign = await insertTestImage(mine.db, stranger, { id: uuidv7() });
  await mine.db
    .update(images)
    .set({ width: 4000, height: 3000 })
    .where(eq(images.id, at(1)));
  await mine.db
    .update(images)
    .set({ width: 400, height: 300 })
    .where(eq(images.id, at(0)));
  const input = { imageIds: [at(2), at(1), foreign], thanId: at(0) };
  const described = operations.describeGroupImages.output.parse(await describeGroupImages(acting(), input));
  expect(described.images.map(({ id }) => id)).toEqual([at(1), at(2)]);
  expect(described.images[0]?.reasons[0]).toMatchObject({ kind: "pixels", value: 12_000_000, than: 120_000 });
  expect(described.pairs.map(({ layer }) => layer)).toEqual(["pixels", "view"]);
  expect(await describeGroupImages(acting(stranger), { imageIds: [at(1)], thanId: at(0) })).toEqual({ images: [], pairs: [] });
});
