import type { ParsedInputOf } from "../api/operation";
import type { Context } from "../context/context";
import type { Actor } from "./access";
import { toApiKeyView } from "./api-key";
import { countApiKeys, listApiKeyRows } from "./token-queries";
import type { ApiKeyView, listKeys } from "./token-schema";

/** A page of the actor's own API keys, the latest made first; those that have ended by themselves too. */
export async function listApiKeys(
  ctx: Pick<Context, "db"> & { actor: Actor },
  { limit, page }: ParsedInputOf<typeof listKeys>,
): Promise<{ keys: ApiKeyView[]; page: number; total: number }> {
  const rows = await listApiKeyRows(ctx.db, ctx.actor.userId, { limit, offset: (page - 1) * limit });
  return { keys: rows.map(toApiKeyView), page, total: await countApiKeys(ctx.db, ctx.actor.userId) };
}
