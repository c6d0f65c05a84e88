import { mkdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toAppError } from "../errors";
import { createQueue } from "../queue/pg-boss";
import type { Queue } from "../queue/queue";
import { createDiskStorage } from "../storage/disk";
import type { Storage } from "../storage/storage";
import { deleteUser } from "./delete-user";
import { refreshTokens } from "./refresh-tokens";
import { endSession } from "./sessions";
import { type AccountContext, createTestActor, openAccountContext, testClient } from "./testing";
import { createTokenSession } from "./token-session";

let ctx: AccountContext & { storage: Storage; queue: Queue };

beforeAll(async () => {
  const accounts = await openAccountContext();
  ctx = { ...accounts, storage: createDiskStorage(accounts.config), queue: await createQueue(accounts.database.sql, accounts.log) };
  await mkdir(ctx.storage.incomingDir, { recursive: true });
});
afterAll(async () => {
  await ctx.queue.close();
  await ctx.close();
});

/** Does all at once, and gives the codes of those that were refused. */
async function refusalsOf(all: Promise<unknown>[]): Promise<string[]> {
  const answers = await Promise.allSettled(all);
  return answers.flatMap((answer) => (answer.status === "rejected" ? [toAppError(answer.reason).code] : []));
}

test("a refresh and the end of its session do not stand in each other's way", async () => {
  const { userId } = await createTestActor(ctx);
  for (let round = 0; round < 10; round++) {
    const begun = await Promise.all(Array.from({ length: 5 }, () => createTokenSession(ctx, userId, testClient)));
    const codes = await refusalsOf(begun.flatMap(({ session, tokens }) => [refreshTokens(ctx, tokens), endSession(ctx, session)]));
    expect(codes.filter((code) => code !== "unauthenticated")).toEqual([]);
  }
});

test("an account that several delete at the same moment is gone, and nobody is told of a fault", async () => {
  const administrator = await createTestActor(ctx, "administrator");
  for (let round = 0; round < 8; round++) {
    const { userId } = await createTestActor(ctx);
    const codes = await refusalsOf(Array.from({ length: 4 }, () => deleteUser(ctx, administrator, { userId })));
    expect(codes.filter((code) => code !== "not-found")).toEqual([]);
    await expect(deleteUser(ctx, administrator, { userId })).rejects.toMatchObject({ code: "not-found" });
  }
});
