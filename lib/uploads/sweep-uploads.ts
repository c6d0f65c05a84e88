import type { Context } from "../context/context";
import { limits } from "../limits";
import { removeOldParts } from "./part-file";
import * as queries from "./queries";

const rowsPerRound = 1_000;
const roundsMax = 1_000;

/**
 * Removes what abandoned uploads and imports left behind: part files and rows that nobody has
 * touched for `limits.upload.abandonedAfterS`. Answers kept for lost connections go with their
 * rows; the addresses that could ask for them have expired long before. Safe to run again.
 */
export async function sweepUploads(ctx: Pick<Context, "db" | "storage" | "clock">): Promise<{ parts: number; uploads: number }> {
  const before = new Date(ctx.clock.now().getTime() - limits.upload.abandonedAfterS * 1_000);
  const parts = await removeOldParts(ctx.storage.incomingDir, before);
  let uploads = 0;
  for (let round = 0; round < roundsMax; round++) {
    const deleted = await queries.deleteOldUploads(ctx.db, before, rowsPerRound);
    uploads += deleted;
    if (deleted < rowsPerRound) break;
  }
  return { parts, uploads };
}
