import type { Context } from "../context/context";
import { AppError } from "../errors";
import type { Actor } from "./access";
import { deleteApiKeyRow } from "./token-queries";

/**
 * Revokes one of the actor's own API keys: it is refused from the next request on.
 * @throws AppError not-found
 */
export async function deleteApiKey(ctx: Pick<Context, "db"> & { actor: Actor }, { keyId }: { keyId: string }): Promise<undefined> {
  if (!(await deleteApiKeyRow(ctx.db, ctx.actor.userId, keyId))) throw new AppError("not-found", "There is no such API key.");
}
