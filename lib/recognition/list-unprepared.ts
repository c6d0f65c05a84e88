import type { Context } from "../context/context";
import * as queries from "./queries";
import { parseRecognition } from "./stored-recognition";

/** The collections whose things are recognised and whose index lacks pictures, or holds some that have left. */
export async function listUnprepared(ctx: Pick<Context, "db">): Promise<{ ownerId: string; collectionId: string }[]> {
  const found: { ownerId: string; collectionId: string }[] = [];
  for (const { id, ownerId, recognition } of await queries.listAllRecognised(ctx.db)) {
    const stored = parseRecognition(recognition);
    if (stored && (stored.before || !(await queries.isPrepared(ctx.db, id, stored.profile)))) found.push({ ownerId, collectionId: id });
  }
  return found;
}
