import type { Db } from "../db/client";
import { AppError } from "../errors";
import type { UserRow } from "./queries";
import { hasOtherAdministrator } from "./users-queries";

/**
 * Keeps a library from losing its last administrator: call it after `lockUsers`, before one of them
 * is deleted, disabled or made a member.
 * @throws AppError conflict
 */
export async function requireOtherAdministrator(tx: Db, user: Pick<UserRow, "id" | "role" | "disabledAt">): Promise<void> {
  if (user.role !== "administrator" || user.disabledAt || (await hasOtherAdministrator(tx, user.id))) return;
  throw new AppError("conflict", "This is the only administrator. Make somebody else one first.");
}
