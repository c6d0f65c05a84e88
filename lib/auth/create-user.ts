import { v7 as uuidv7 } from "uuid";
import type { ParsedInputOf } from "../api/operation";
import type { Context } from "../context/context";
import { type Actor, requireAdministrator } from "./access";
import { insertAccount } from "./create-account";
import { hashPassword } from "./password";
import { getPerson } from "./people";
import type { createUser as operation, PersonView } from "./schema";

/**
 * Makes an account for somebody, who can sign in at once.
 * @throws AppError forbidden unless the actor is an administrator; conflict when name or address are taken
 */
export async function createUser(
  ctx: Pick<Context, "db" | "clock" | "config">,
  actor: Actor,
  { password, ...input }: ParsedInputOf<typeof operation>,
): Promise<PersonView> {
  requireAdministrator(actor);
  const passwordHash = await hashPassword(password);
  const id = uuidv7();
  await ctx.db.transaction((tx) => insertAccount(tx, { id, ...input, passwordHash, createdAt: ctx.clock.now() }));
  return getPerson(ctx, actor, id);
}
