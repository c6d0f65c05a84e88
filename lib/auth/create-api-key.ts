import { v7 as uuidv7 } from "uuid";
import type { ParsedInputOf } from "../api/operation";
import type { Context } from "../context/context";
import type { Db } from "../db/client";
import { AppError } from "../errors";
import { limits } from "../limits";
import { type Actor, keyScopes, requireScope } from "./access";
import { generateApiKey, isOver, toApiKeyView } from "./api-key";
import { hashOpaqueToken } from "./opaque-token";
import { type ApiKeyRow, countApiKeys, findApiKey, insertApiKey, lockUser } from "./token-queries";
import type { ApiKeyView, createKey } from "./token-schema";

type Ctx = Pick<Context, "db" | "clock"> & { actor: Actor };

/**
 * Makes an API key for the actor and shows it, this once. A key makes only keys that may do no more
 * than it may itself, and that do not outlive it.
 * @throws AppError forbidden; invalid-input for a time that is past or beyond the acting key's own;
 *   conflict when the actor has as many keys as a person may
 */
export async function createApiKey(ctx: Ctx, input: ParsedInputOf<typeof createKey>): Promise<ApiKeyView & { key: string }> {
  const { actor } = ctx;
  for (const scope of input.scopes) requireScope(actor, scope);
  const now = ctx.clock.now();
  const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null;
  if (expiresAt && expiresAt <= now) throw badExpiry("This time is past.");
  const key = generateApiKey();
  const row: ApiKeyRow = {
    id: uuidv7(),
    userId: actor.userId,
    name: input.name,
    tokenHash: hashOpaqueToken(key),
    scopes: keyScopes.filter((scope) => input.scopes.includes(scope)),
    createdAt: now,
    expiresAt,
    lastUsedAt: null,
  };
  await ctx.db.transaction(async (tx) => {
    await lockUser(tx, actor.userId);
    if (actor.keyId) await requireShorterLife(tx, actor.userId, actor.keyId, row);
    if ((await countApiKeys(tx, actor.userId)) >= limits.auth.keysMax)
      throw new AppError("conflict", `You have ${limits.auth.keysMax} API keys. Revoke one that you no longer need.`);
    await insertApiKey(tx, row);
  });
  return { ...toApiKeyView(row), key };
}

/** Read anew and under the lock: the acting key may have been revoked a moment ago. */
async function requireShorterLife(tx: Db, userId: string, keyId: string, { createdAt, expiresAt }: ApiKeyRow): Promise<void> {
  const acting = await findApiKey(tx, userId, keyId);
  if (!acting || isOver(acting, createdAt)) throw new AppError("unauthenticated", "This API key is no longer valid.");
  if (acting.expiresAt && (!expiresAt || expiresAt > acting.expiresAt)) throw badExpiry("A key cannot make one that outlives it.");
}

function badExpiry(message: string): AppError {
  return new AppError("invalid-input", `expiresAt: ${message}`, { fieldErrors: { expiresAt: message } });
}
