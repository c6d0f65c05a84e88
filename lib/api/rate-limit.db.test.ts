import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Actor, actorForOwner } from "../auth/access";
import { type AccountContext, openAccountContext } from "../auth/testing";
import type { Context } from "../context/context";
import { openDatabase } from "../db/client";
import { emptyDatabase, testDatabaseConfig } from "../db/testing";
import { limits } from "../limits";
import { countRequest } from "./rate-limit";

type Needs = Pick<Context, "db" | "clock" | "config">;

let account: AccountContext;
let other: ReturnType<typeof openDatabase>;
/** Two processes of one library. */
let web: [Needs, Needs];
const lease = limits.auth.requestsPerLease;
const max = 5 * lease;
const ada = actorForOwner(crypto.randomUUID());

beforeAll(async () => {
  account = await openAccountContext({ REQUESTS_PER_MINUTE: String(max) });
  other = openDatabase({ database: testDatabaseConfig() });
  web = [account, { ...account, db: other.db }];
});
afterAll(async () => {
  await other.close();
  await account.close();
});
beforeEach(async () => {
  await emptyDatabase(account.database);
  const nowS = account.clock.now().getTime() / 1_000;
  account.clock.advanceS(60 - (nowS % 60) + 20);
});

/** How many of several requests, each at one of the processes, are let through. */
async function send(count: number, processes: readonly Needs[], actor: Actor | null = ada, address = "192.0.2.1") {
  const pick = (i: number) => processes[i % processes.length] as Needs;
  const answers = await Promise.allSettled(Array.from({ length: count }, (_, i) => countRequest(pick(i), actor ?? undefined, address)));
  for (const answer of answers)
    if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "too-many-requests", retryAfterS: 40 });
  return answers.filter(({ status }) => status === "fulfilled").length;
}
const counts = async () => (await account.db.execute<{ count: number }>(sql`select count from attempts`)).map(({ count }) => count);

test("one process lets exactly the bound through, and the rest waits for the minute to end", async () => {
  expect(await send(max + 30, [web[0]])).toBe(max);
  expect(await send(5, [web[0]])).toBe(0);
  account.clock.advanceS(39.9);
  await expect(countRequest(web[0], ada, "")).rejects.toMatchObject({ code: "too-many-requests", retryAfterS: 1 });
  account.clock.advanceS(0.2);
  await countRequest(web[0], ada, "");
});

test("several processes share the bound, within one lease each", async () => {
  const through = await send(2 * max, web);
  expect(through).toBeLessThanOrEqual(max);
  expect(through).toBeGreaterThan(max - 2 * lease);
  expect((await send(1, web)) + (await send(1, [web[1]]))).toBe(0);
});

test("a bound that is no multiple of a lease is kept to the one", async () => {
  const config = { ...account.config, api: { ...account.config.api, requestsPerMinute: lease + 7 } };
  expect(
    await send(
      3 * lease,
      web.map((each) => ({ ...each, config })),
    ),
  ).toBe(lease + 7);
});

test("requests of a whole lease cost one write", async () => {
  for (let i = 0; i < lease; i++) await countRequest(web[0], ada, "");
  expect(await counts()).toEqual([lease]);
  await countRequest(web[0], ada, "");
  expect(await counts()).toEqual([2 * lease]);
});

test("beyond the bound nothing is written any more", async () => {
  await send(max, [web[0]]);
  const before = await counts();
  await send(50, [web[0]]);
  await send(50, [web[0]]);
  const [after = 0] = await counts();
  expect(after - (before[0] ?? 0)).toBeLessThanOrEqual(lease);
});

test("accounts are counted wherever they call from, and whoever has none by address", async () => {
  const bob = actorForOwner(crypto.randomUUID());
  expect(await send(max, [web[0]], ada, "192.0.2.1")).toBe(max);
  expect(await send(1, [web[0]], ada, "192.0.2.2")).toBe(0);
  expect(await send(1, [web[0]], bob, "192.0.2.1")).toBe(1);
  expect(await send(max + 1, [web[0]], null, "192.0.2.1")).toBe(max);
  expect(await send(1, [web[0]], null, "192.0.2.2")).toBe(1);
});

test("the counts of minutes that are over are swept, and those of failed sign-ins are not", async () => {
  await account.db.execute(sql`insert into attempts (subject, window_start, count) values ('account:x', now() - interval '1 day', 3)`);
  for (let minute = 0; minute < 4; minute++) {
    await send(2, web);
    account.clock.advanceS(60);
  }
  const rows = await account.db.execute<{ subject: string }>(sql`select subject from attempts order by subject`);
  expect(rows.map(({ subject }) => subject.split(":")[0])).toEqual(["account", "requests"]);
});
