import type { OutputOf } from "../api/operation";
import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { listDuplicateEvidence } from "../images/list-duplicate-evidence";
import { withDetails } from "../images/with-details";
import * as queries from "./queries";
import type { getUploadOutcomes as operation } from "./schema";

/**
 * How far these images are, with what those repeat that are held, or that were put into the trash
 * because of it; images of others and deleted ones are left out.
 */
export async function getUploadOutcomes(
  ctx: Pick<Context, "db">,
  actor: Actor,
  { imageIds, include }: { imageIds: readonly string[]; include?: "details" | undefined },
): Promise<OutputOf<typeof operation>> {
  const scope = scopeOf(actor);
  const rows = await queries.listOutcomes(ctx.db, scope, imageIds);
  const unlisted = rows.filter((row) => row.place !== "library").map((row) => row.imageId);
  const twins = await listDuplicateEvidence(ctx, scope, unlisted);
  const outcomes = rows.map(async (row) => ({
    ...row,
    twins: await withDetails({ ...ctx, actor }, include, twins.get(row.imageId) ?? []),
  }));
  return { outcomes: await Promise.all(outcomes) };
}
