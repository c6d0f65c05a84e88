import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../db/client";
import { emptyDatabase, openTestDatabase } from "../db/testing";
import { limits } from "../limits";
import { createLog } from "../log";
import { createQueue } from "./pg-boss";
import type { Queue } from "./queue";

let database: Database;
let queue: Queue;
const ids = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ imageId: `0190${index.toString().padStart(4, "0")}-0000-7000-8000-000000000000` }));
const countJobs = async () => Number((await database.db.execute<{ count: string }>(sql`select count(*) from pgboss.job`))[0]?.count);
const makeDue = () => database.db.execute(sql`update pgboss.job set start_after = now() - interval '1 s'`);

beforeAll(async () => {
  database = await openTestDatabase();
  queue = await createQueue(database.sql, createLog("test", "silent"));
});
beforeEach(() => emptyDatabase(database));
afterAll(() => database.close());

describe("the queue", () => {
  it("adds many jobs at once and hands each out once, oldest first, however many ask", async () => {
    await queue.enqueue(database.db, "ingest-image", ids(500));
    const batches = await Promise.all(Array.from({ length: 10 }, () => queue.take("ingest-image", 50)));
    const taken = batches.flat().map((job) => job.data.imageId);
    expect(new Set(taken).size).toBe(500);
    expect(await queue.take("ingest-image", 1)).toEqual([]);
  });

  it("has no job when the transaction that added it is rolled back", async () => {
    await database.db
      .transaction(async (tx) => {
        await queue.enqueue(tx, "ingest-image", ids(3));
        throw new Error("no");
      })
      .catch(() => {});
    expect(await queue.take("ingest-image", 5)).toEqual([]);
  });

  it("adds a job that waits already only once", async () => {
    await queue.enqueue(database.db, "ingest-image", ids(2));
    await queue.enqueue(database.db, "ingest-image", ids(3));
    await queue.enqueue(database.db, "housekeeping", [{}]);
    await queue.enqueue(database.db, "housekeeping", [{}]);
    expect(await queue.take("ingest-image", 10)).toHaveLength(3);
    expect(await queue.take("housekeeping", 10)).toHaveLength(1);
  });

  it("hands out what is new before older jobs that were added behind it, each kind in its order", async () => {
    const all = ids(7);
    const [first, second, third, fourth, fifth, sixth, seventh] = all;
    const added = async (data: typeof all, when?: "behind") => queue.enqueue(database.db, "ingest-image", data, when);
    for (const one of [first, second, third]) if (one) await added([one], "behind");
    expect((await queue.take("ingest-image", 1)).map((job) => job.data)).toEqual([first]);
    for (const one of [fourth, fifth]) if (one) await added([one]);
    expect((await queue.take("ingest-image", 3)).map((job) => job.data)).toEqual([fourth, fifth, second]);
    if (sixth && seventh) await added([sixth]).then(() => added([seventh], "behind"));
    expect((await queue.take("ingest-image", 9)).map((job) => job.data)).toEqual([sixth, third, seventh]);
  });

  it("brings forward what waits behind others as soon as somebody asks for it, and no other way round", async () => {
    const [first, second, third] = ids(3);
    if (!first || !second || !third) throw new Error("no jobs");
    await queue.enqueue(database.db, "ingest-image", [first, second], "behind");
    await queue.enqueue(database.db, "ingest-image", [third]);
    await queue.enqueue(database.db, "ingest-image", [second, second]);
    await queue.enqueue(database.db, "ingest-image", [third, second], "behind");
    expect(await countJobs()).toBe(3);
    const taken = [...(await queue.take("ingest-image", 2)), ...(await queue.take("ingest-image", 2))].map((job) => job.data);
    expect(taken.slice(0, 2)).toEqual(expect.arrayContaining([second, third]));
    expect(taken.slice(2)).toEqual([first]);
  });

  it("lets two add the same jobs in other orders at once", async () => {
    const all = ids(200);
    await queue.enqueue(database.db, "ingest-image", all, "behind");
    const add = (data: typeof all) => database.db.transaction((tx) => queue.enqueue(tx, "ingest-image", data));
    await Promise.all([add(all), add(all.toReversed()), add(all), add(all.toReversed())]);
    expect(await queue.take("ingest-image", 500)).toHaveLength(200);
  });

  it("finds the next jobs by an index, however many wait", async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => ({ imageId: `waiting ${index}` }));
    await queue.enqueue(database.db, "ingest-image", many, "behind");
    await queue.enqueue(database.db, "ingest-image", ids(3));
    await database.db.execute(sql`analyze pgboss.job`);
    const plan = await database.db.execute<{ "QUERY PLAN": string }>(sql`
      explain select id from pgboss.job where name = 'ingest-image' and state < 'active' and start_after <= now()
      order by priority desc, created_on, id limit 5 for update skip locked`);
    const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
    expect(text).toContain("Index Scan");
    expect(text).not.toContain("Sort");
  });

  it("carries any text unchanged", async () => {
    const data = { imageId: `a'b"c$1\\ %s ${"\u202e"} 鳥` };
    await queue.enqueue(database.db, "ingest-image", [data]);
    expect((await queue.take("ingest-image", 1))[0]?.data).toEqual(data);
  });

  it("keeps nothing of a finished job", async () => {
    await queue.enqueue(database.db, "ingest-image", ids(5));
    for (const job of await queue.take("ingest-image", 5)) await queue.complete(job);
    expect(await countJobs()).toBe(0);
  });

  it("retries a failed job a bounded number of times, then lists it as dead", async () => {
    await queue.enqueue(database.db, "ingest-image", ids(1));
    const last: boolean[] = [];
    for (let attempt = 0; attempt <= limits.job.retriesMax; attempt++) {
      const [job] = await queue.take("ingest-image", 1);
      if (!job) throw new Error("The job did not come back.");
      last.push(job.isLastAttempt);
      await queue.fail(job, "no luck");
      expect(await queue.take("ingest-image", 1)).toEqual([]);
      await makeDue();
    }
    expect(last).toEqual([...Array(limits.job.retriesMax).fill(false), true]);
    expect(await queue.take("ingest-image", 1)).toEqual([]);
    const [dead] = await queue.listDead("ingest-image");
    expect(dead?.data).toEqual(ids(1)[0]);
    if (dead) await queue.complete(dead);
    expect(await countJobs()).toBe(0);
  });

  it("uses up no attempt of a job that a stopping worker gives back", async () => {
    await queue.enqueue(database.db, "ingest-image", ids(1));
    for (let attempt = 0; attempt < 10; attempt++) {
      const jobs = await queue.take("ingest-image", 1);
      expect(jobs.map((job) => job.isLastAttempt)).toEqual([false]);
      await queue.giveBack(jobs);
    }
  });

  it("brings back the jobs of a worker that died, and ends those that killed too many workers", async () => {
    await queue.enqueue(database.db, "ingest-image", ids(1));
    for (let attempt = 0; attempt <= limits.job.retriesMax; attempt++) {
      expect(await queue.take("ingest-image", 1)).toHaveLength(1);
      await queue.releaseTaken();
    }
    expect(await queue.take("ingest-image", 1)).toEqual([]);
    expect(await queue.listDead("ingest-image")).toHaveLength(1);
  });

  it("expires a taken job that nobody keeps alive, and no other", async () => {
    await queue.enqueue(database.db, "ingest-image", ids(2));
    const jobs = await queue.take("ingest-image", 2);
    await database.db.execute(sql`update pgboss.job set started_on = now() - ${limits.job.expireS + 1} * interval '1 s'`);
    await queue.keepAlive(jobs.slice(0, 1));
    await queue.expireJobs();
    await makeDue();
    const back = await queue.take("ingest-image", 2);
    expect(back.map((job) => job.id)).toEqual([jobs[1]?.id]);
  });
});
