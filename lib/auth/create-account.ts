import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { hashInvitationToken } from "./invitation";
import { insertDefaultCollection, insertUser, lockUsers, spendInvitation } from "./queries";
import { requireRegistration } from "./registration";
import type { signUpInput } from "./schema";

/**
 * Makes an account with its default collection in one short transaction and answers its id. The
 * first account of a library is its administrator: exactly one, however many are made at once.
 * @throws AppError forbidden when signing up is closed or the invitation is no good; conflict when
 *   name or address are taken
 */
export async function createAccount(
  ctx: Pick<Context, "db" | "clock" | "config">,
  { username, email, invitation }: Omit<z.output<typeof signUpInput>, "password">,
  passwordHash: string,
): Promise<string> {
  const id = uuidv7();
  await ctx.db.transaction(async (tx) => {
    await lockUsers(tx);
    const registration = await requireRegistration({ ...ctx, db: tx }, invitation);
    const role = registration === "first" ? "administrator" : "member";
    if (!(await insertUser(tx, { id, username, email, passwordHash, role, createdAt: ctx.clock.now() })))
      throw new AppError("conflict", "This name or address cannot be used. Choose another, or sign in if you have an account.");
    if (registration === "invited" && invitation) await spendInvitation(tx, hashInvitationToken(invitation), id, ctx.clock.now());
    await insertDefaultCollection(tx, { id: uuidv7(), ownerId: id, name: "My pictures" });
  });
  return id;
}
