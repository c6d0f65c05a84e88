import { eraseLeavingUsers } from "../auth/delete-user";
import { deleteAttemptsBefore, deleteExpiredSessions } from "../auth/queries";
import type { Context } from "../context/context";
import { deleteRunsBefore } from "../duplicates/rules/run-queries";
import { deleteTombstonesBefore } from "../images/change-queries";
import { purgeTrash } from "../images/purge-trash";
import { sweepReceived } from "../images/received-keys";
import { limits } from "../limits";
import { sweepFeatures } from "../recognition/sweep-features";
import { deleteImportsBefore } from "../uploads/imports/queries";
import { sweepUploads } from "../uploads/sweep-uploads";

/** Whoever has not asked for changes for this long fetches everything again. */
const tombstoneMs = 90 * 86_400_000;

/**
 * Removes what is over: trash past its days, abandoned uploads, unused files, accounts that
 * are being deleted, ended sign-ins, old counts of failed attempts, old reports of imports and old
 * tombstones. One part that fails does not keep the others from running. Safe to run again and in several processes at once.
 */
export async function keepHouse(ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const before = (ms: number) => new Date(now.getTime() - ms);
  const parts: Record<string, () => Promise<unknown>> = {
    purgeTrash: () => purgeTrash(ctx),
    sweepUploads: () => sweepUploads(ctx),
    sweepReceived: () => sweepReceived(ctx),
    sweepFeatures: () => sweepFeatures(ctx),
    eraseLeavingUsers: () => eraseLeavingUsers(ctx),
    deleteExpiredSessions: () => deleteExpiredSessions(ctx.db, now),
    deleteAttempts: () => deleteAttemptsBefore(ctx.db, before(limits.auth.attemptWindowS * 2_000)),
    deleteImports: () => deleteImportsBefore(ctx.db, before(limits.upload.importReportDays * 86_400_000)),
    deleteRuleRuns: () => deleteRunsBefore(ctx.db, before(limits.duplicates.ruleUndoDays * 86_400_000)),
    deleteTombstones: () => deleteTombstonesBefore(ctx.db, before(tombstoneMs)),
  };
  for (const [part, run] of Object.entries(parts)) {
    try {
      const result = await run();
      ctx.log.debug({ part, result }, "housekeeping");
    } catch (err) {
      ctx.log.warn({ err, part }, "a part of housekeeping failed");
    }
  }
}
