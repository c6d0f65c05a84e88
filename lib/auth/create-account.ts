import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { hashOpaqueToken } from "./opaque-token";
import { insertDefaultCollection, insertUser, lockUsers, spendInvitation } from "./queries";
import { findRegistration, requireRegistration } from "./registration";
import type { signUpInput } from "./schema";

/**
 * Makes an account with its default collection in one short transaction and answers its id. The
 * first account of a library is its administrator: exactly one, however many are made at once.
 * `vouched`: somebody the owner trusts says who it is, so that no invitation is needed.
 * @throws AppError forbidden when signing up is closed or the invitation is no good; conflict when
 *   name or address are taken
 */
export async function createAccount(
  ctx: Pick<Context, "db" | "clock" | "config">,
  { username, email, invitation, vouched }: Omit<z.output<typeof signUpInput>, "password"> & { vouched?: boolean },
  passwordHash: string,
): Promise<string> {
  const id = uuidv7();
  await ctx.db.transaction(async (tx) => {
    await lockUsers(tx);
    const registration = vouched ? await findRegistration({ ...ctx, db: tx }) : await requireRegistration({ ...ctx, db: tx }, invitation);
    const role = registration === "first" ? "administrator" : "member";
    await insertAccount(tx, { id, username, email, passwordHash, role, createdAt: ctx.clock.now() });
    if (registration === "invited" && invitation) await spendInvitation(tx, hashOpaqueToken(invitation), id, ctx.clock.now());
  });
  return id;
}

/**
 * Inserts a person and their default collection; call it in a transaction.
 * @throws AppError conflict when name or address are taken
 */
export async function insertAccount(tx: Db, user: Parameters<typeof insertUser>[1]): Promise<void> {
  if (!(await insertUser(tx, user)))
    throw new AppError("conflict", "This name or address cannot be used. Choose another, or sign in if you have an account.");
  await insertDefaultCollection(tx, { id: uuidv7(), ownerId: user.id, name: "My pictures" });
}
