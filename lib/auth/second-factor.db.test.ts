import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { emptyDatabase } from "../db/testing";
import type { AppError } from "../errors";
import { limits } from "../limits";
import type { Actor } from "./access";
import { findUser, type UserRow } from "./queries";
import { createRecoveryCodes } from "./recovery-codes";
import { requireSecondFactor } from "./second-factor";
import { enableSecondFactor, saveOfferedSecret } from "./second-factor-queries";
import { type AccountContext, createTestActor, openAccountContext, testClient } from "./testing";
import { computeTotpCode, createTotpSecret, sealTotpSecret } from "./totp";

let ctx: AccountContext;
let actor: Actor;
let secret: string;

beforeAll(async () => {
  ctx = await openAccountContext();
});
afterAll(() => ctx.close());
beforeEach(async () => {
  await emptyDatabase(ctx.database);
  actor = await createTestActor(ctx);
  secret = createTotpSecret();
  const sealed = sealTotpSecret(ctx.config, actor.userId, secret);
  await saveOfferedSecret(ctx.db, actor.userId, sealed);
  await enableSecondFactor(ctx.db, actor.userId, sealed, 0, ctx.clock.now());
});

const user = async () => (await findUser(ctx.db, actor.userId)) as UserRow;
const codeAt = (seconds: number) => computeTotpCode(secret, new Date(ctx.clock.now().getTime() + seconds * 1_000));

/** What stands in the way with a code: nothing, or the error. */
const refusal = async (code: string | undefined): Promise<AppError | undefined> =>
  requireSecondFactor(ctx, await user(), code, testClient).then(
    () => undefined,
    (error: AppError) => error,
  );

test("a person without a second factor is not asked", async () => {
  const other = await createTestActor(ctx);
  await requireSecondFactor(ctx, (await findUser(ctx.db, other.userId)) as UserRow, undefined, testClient);
});

test("asking for the code is no attempt", async () => {
  expect(await refusal(undefined)).toMatchObject({ code: "second-factor-required" });
  expect(await refusal(" ")).toMatchObject({ code: "second-factor-required" });
  expect([...(await ctx.db.execute(sql`select * from attempts`))]).toEqual([]);
});

test("a code counts once, also when it is sent many times at the same moment", async () => {
  const code = codeAt(0);
  const answers = await Promise.all(Array.from({ length: 6 }, () => refusal(code)));
  expect(answers.filter((error) => !error)).toHaveLength(1);
  expect(await refusal(code)).toMatchObject({ code: "second-factor-required" });
});

test("the codes of half a minute before and after count, further ones do not", async () => {
  expect(await refusal(codeAt(-90))).toBeDefined();
  expect(await refusal(codeAt(90))).toBeDefined();
  expect(await refusal(codeAt(-30))).toBeUndefined();
  expect(await refusal(codeAt(30))).toBeUndefined();
  expect(await refusal(codeAt(0)), "a step before the last used one").toBeDefined();
});

test("codes cannot be tried more often than the limit, not even by the right one after it", async () => {
  for (let i = 0; i < limits.auth.attemptsPerAccount; i++)
    expect(await refusal(`${i}`.padStart(6, "x"))).toMatchObject({ code: "second-factor-required" });
  expect(await refusal(codeAt(0))).toMatchObject({ code: "too-many-requests" });
  ctx.clock.advanceS(limits.auth.attemptWindowS);
  expect(await refusal(codeAt(0))).toBeUndefined();
});

test("a recovery code counts once, however it is typed, and only for its person", async () => {
  const [first = "", second = ""] = await createRecoveryCodes(ctx.db, actor.userId);
  const other = await createTestActor(ctx);
  const [foreign = ""] = await createRecoveryCodes(ctx.db, other.userId);
  expect(await refusal(foreign)).toBeDefined();
  expect(await refusal(` ${first.toUpperCase().replaceAll("-", " ")}`)).toBeUndefined();
  expect(await refusal(first)).toBeDefined();
  const kept = await ctx.db.execute<{ code_hash: string }>(sql`select code_hash from recovery_codes`);
  expect(JSON.stringify(kept)).not.toContain(second);
  await createRecoveryCodes(ctx.db, actor.userId);
  expect(await refusal(second), "new codes end the old ones").toBeDefined();
});
