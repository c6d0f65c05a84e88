import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { type AccountContext, createTestActor, openAccountContext } from "../auth/testing";
import { getTimeline } from "./get-timeline";
import { getTimeline as timelineOperation } from "./list-schema";
import { listTimelineImages } from "./list-timeline-images";
import { insertTestImage } from "./testing";

let ctx: AccountContext;
let anna: Actor;
let ben: Actor;

beforeAll(async () => {
  ctx = await openAccountContext();
  anna = await createTestActor(ctx);
  ben = await createTestActor(ctx);
});
afterAll(() => ctx.close());

const bytesOf = (ratios: string) => [...Buffer.from(ratios, "base64")];

test("an empty library has no days", async () => {
  expect(await getTimeline({ ...ctx, actor: ben }, {})).toEqual({ days: [], total: 0 });
});

test("each day carries the shape of its images, and pages of the day follow the same order", async () => {
  const times = ["2024-05-01T08:00:00", "2024-05-01T23:59:59", "2024-05-02T00:00:00", "2024-05-01T08:00:00"];
  const sizes = [
    [200, 200],
    [10_000, 100],
    [100, 10_000],
    [null, null],
  ] as const;
  const ids: string[] = [];
  for (const [index, takenLocal] of times.entries()) {
    const [width, height] = sizes[index] ?? [1, 1];
    ids.push(await insertTestImage(ctx.db, anna, { takenLocal, width, height, favourite: index === 1 }));
  }
  await insertTestImage(ctx.db, anna, { place: "trash" });
  await insertTestImage(ctx.db, anna, { place: "held" });
  await insertTestImage(ctx.db, ben, {});

  const timeline = await getTimeline({ ...ctx, actor: anna }, {});
  expect(timeline.total).toBe(4);
  expect(timeline.days.map(({ day, count, ratios }) => [day, count, bytesOf(ratios)])).toEqual([
    ["2024-05-02", 1, [1]],
    ["2024-05-01", 3, [255, 75, 50]],
  ]);
  expect(timelineOperation.output.parse(timeline)).toEqual(timeline);

  const page = (offset: number, limit: number) => listTimelineImages({ ...ctx, actor: anna }, { day: "2024-05-01", offset, limit });
  const all = (await page(0, 200)).images.map(({ id }) => id);
  expect(all).toEqual([ids[1], ids[3], ids[0]]);
  expect((await page(1, 1)).images.map(({ id }) => id)).toEqual([ids[3]]);
  expect((await page(3, 10)).images).toEqual([]);
});

test("the favourites have a timeline of their own", async () => {
  const { days, total } = await getTimeline({ ...ctx, actor: anna }, { favourite: true });
  expect([total, days.map(({ day }) => day)]).toEqual([1, ["2024-05-01"]]);
  const { images } = await listTimelineImages({ ...ctx, actor: anna }, { day: "2024-05-01", favourite: true, offset: 0, limit: 9 });
  expect(images.map(({ takenLocal }) => takenLocal)).toEqual(["2024-05-01T23:59:59"]);
});
