import type { ParsedInputOf } from "../api/operation";
import type { Config } from "../config";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { type Actor, requireAdministrator } from "./access";
import { leaving } from "./close-account";
import type { listUsers, PersonView } from "./schema";
import { countUsers, findPersonRow, listPersonRows, type PersonRow } from "./users-queries";

type Needs = Pick<Context, "db" | "config">;

/**
 * A page of everybody with an account, by name.
 * @throws AppError forbidden unless the actor is an administrator
 */
export async function listPeople(
  ctx: Needs,
  actor: Actor,
  { page, limit }: ParsedInputOf<typeof listUsers>,
): Promise<{ users: PersonView[]; page: number; total: number }> {
  requireAdministrator(actor);
  const [rows, total] = await Promise.all([listPersonRows(ctx.db, { limit, offset: (page - 1) * limit }), countUsers(ctx.db)]);
  return { users: rows.map((row) => toPersonView(ctx.config, row)), page, total };
}

/**
 * Somebody's account.
 * @throws AppError forbidden unless the actor is an administrator; not-found
 */
export async function getPerson(ctx: Needs, actor: Actor, userId: string): Promise<PersonView> {
  requireAdministrator(actor);
  const row = await findPersonRow(ctx.db, userId);
  if (!row) throw new AppError("not-found", "There is no such person.");
  return toPersonView(ctx.config, row);
}

function toPersonView(config: Config, { user, images, usedBytes }: PersonRow): PersonView {
  return {
    id: user.id,
    username: user.username,
    email: user.email,
    role: user.role,
    usage: { bytes: usedBytes, images },
    quotaBytes: user.quotaBytes ?? config.auth.quotaBytes ?? null,
    hasOwnQuota: user.quotaBytes !== null,
    hasSecondFactor: user.totpEnabledAt !== null,
    createdAt: user.createdAt.toISOString(),
    disabledAt: user.disabledAt?.toISOString() ?? null,
    isLeaving: user.passwordHash === leaving,
  };
}
