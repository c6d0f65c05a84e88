import { setTimeout } from "node:timers/promises";
import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import * as queries from "./queries";
import type { PicturePair, PictureResult } from "./schema";

const waitMs = 60_000;
const askEveryMs = 300;

/**
 * The results with what became of pending pictures once they were processed; those that are not after
 * a minute stay pending. An image that was deleted meanwhile stays so too.
 */
export async function waitForPictures<R extends PictureResult>(
  ctx: Pick<Context, "db">,
  scope: Scope,
  results: readonly R[],
): Promise<R[]> {
  const end = performance.now() + waitMs;
  let waiting = results.flatMap((result) => (result.outcome === "pending" ? [result.imageId] : []));
  const settled = new Map<string, queries.OutcomeRow>();
  while (waiting.length > 0) {
    for (const row of await queries.listOutcomes(ctx.db, scope, waiting)) if (row.status !== "pending") settled.set(row.imageId, row);
    waiting = waiting.filter((id) => !settled.has(id));
    if (waiting.length === 0 || performance.now() > end) break;
    await setTimeout(askEveryMs);
  }
  const pairs = await queries.listPairs(ctx.db, scope, [...settled.keys()]);
  return results.map((result) => {
    const row = result.outcome === "pending" ? settled.get(result.imageId) : undefined;
    if (!row) return result;
    return { ...result, ...toSettled(row, pairs.get(row.imageId) ?? []) };
  });
}

type Settled = { [K in PictureResult["outcome"]]: Omit<Extract<PictureResult, { outcome: K }>, "fileName"> }[PictureResult["outcome"]];

function toSettled({ imageId, status, place, failureReason }: queries.OutcomeRow, pairs: PicturePair[]): Settled {
  if (place === "held") return { outcome: "held", imageId, pairs };
  if (place === "trash" && pairs.length > 0) return { outcome: "duplicate", imageId, place, pairs };
  return { outcome: "created", imageId, status, failureReason };
}
