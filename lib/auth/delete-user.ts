import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { deleteOwnedImages } from "../images/delete-owned-images";
import { type Actor, actorForOwner, scopeOf } from "./access";
import { closeAccount, leaving } from "./close-account";
import { confirmIdentity } from "./confirm-identity";
import { deleteLongTables, deleteUserRow, isFolderUsed, listUploadBatches } from "./leaving-queries";
import { findUser } from "./queries";
import { listUsersMarked } from "./users-queries";

type Needs = Pick<Context, "db" | "storage" | "log">;

/** As many are deleted while somebody waits for the answer: some ten seconds. */
const imagesInRequestMax = 2_000;

/**
 * Deletes the actor's own account, or as an administrator anybody's: it closes at once, then rows,
 * originals and derived files go, batch by batch. Of a large account the rest goes in the background
 * (`done` is false then), see [Note: Leaving].
 * @throws AppError not-found; conflict for the last administrator; and of one's own account those of
 *   `confirmIdentity`
 */
export async function deleteUser(
  ctx: Needs & Pick<Context, "clock" | "config" | "queue">,
  actor: Actor,
  input: { userId: string; currentPassword?: string | undefined },
): Promise<{ done: boolean }> {
  const isOwn = input.userId === "me" || input.userId === actor.userId;
  const user = isOwn || actor.role === "administrator" ? await findUser(ctx.db, isOwn ? actor.userId : input.userId) : undefined;
  if (!user) throw new AppError("not-found", "There is no such person.");
  if (isOwn) await confirmIdentity(ctx, actor, user, input.currentPassword);
  await closeAccount(ctx, user.id);
  const done = await eraseUser(ctx, user.id, imagesInRequestMax);
  if (!done) await ctx.queue.enqueue(ctx.db, "housekeeping", [{}]);
  return { done };
}

/** Goes on deleting accounts that are being deleted, and gives how many are gone now. For housekeeping. Safe to run again. */
export async function eraseLeavingUsers(ctx: Needs): Promise<number> {
  let count = 0;
  for (const userId of await listUsersMarked(ctx.db, leaving, 100)) if (await eraseUser(ctx, userId, Number.MAX_SAFE_INTEGER)) count++;
  return count;
}

/** Deletes what a closed account holds and then itself; false when images are left. */
async function eraseUser(ctx: Needs, userId: string, imagesMax: number): Promise<boolean> {
  if (!(await deleteOwnedImages(ctx, scopeOf(actorForOwner(userId)), imagesMax))) return false;
  await removeUnfinishedUploads(ctx, await listUploadBatches(ctx.db, userId));
  await deleteLongTables(ctx.db, userId);
  if (!(await ctx.db.transaction((tx) => deleteUserRow(tx, userId)))) return false;
  const folder = `collections/${userId}`;
  if (!(await isFolderUsed(ctx.db, folder))) await ctx.storage.removeFolder(folder);
  return true;
}

/** Files on their way in are named after their upload, and that after its batch. */
async function removeUnfinishedUploads({ storage }: Pick<Context, "storage">, batchIds: readonly string[]): Promise<void> {
  if (batchIds.length === 0) return;
  const names = await readdir(storage.incomingDir).catch(() => []);
  const theirs = names.filter((name) => batchIds.some((id) => name.startsWith(id)));
  for (const name of theirs) await rm(path.join(storage.incomingDir, name), { force: true });
}
