import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { listDuplicateEvidence } from "../images/list-duplicate-evidence";
import * as queries from "./queries";

/** How far these images are, with what the held ones repeat; images of others and deleted ones are left out. */
export async function getUploadOutcomes(ctx: Pick<Context, "db">, actor: Actor, { imageIds }: { imageIds: readonly string[] }) {
  const scope = scopeOf(actor);
  const rows = await queries.listOutcomes(ctx.db, scope, imageIds);
  const held = rows.filter((row) => row.place === "held").map((row) => row.imageId);
  const twins = await listDuplicateEvidence(ctx, scope, held);
  return { outcomes: rows.map((row) => ({ ...row, twins: twins.get(row.imageId) ?? [] })) };
}
