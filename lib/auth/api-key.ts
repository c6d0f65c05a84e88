import type { Context } from "../context/context";
import { type Actor, type KeyScope, keyScopes } from "./access";
import { createOpaqueToken, hashOpaqueToken } from "./opaque-token";
import { type ApiKeyRow, findApiKeyByHash, touchApiKey } from "./token-queries";
import type { ApiKeyView } from "./token-schema";

/** How every API key begins, so that people and programs that look for lost secrets recognise one. */
const prefix = "mgp_";
const pattern = /^mgp_[A-Za-z0-9_-]{43}$/;

const touchEveryMs = 60_000;

/** A new API key. */
export function generateApiKey(): string {
  return createOpaqueToken(prefix);
}

/** Whether a text is written as API keys are. */
export function isApiKey(text: string): boolean {
  return pattern.test(text);
}

/**
 * The actor of an API key, or undefined when it was revoked, its time is over or its person is
 * disabled. One without the scope admin acts as a member, also an administrator's. When it was last
 * used is written at most once a minute, and not waited for ([Note: Deferred commits]).
 */
export async function findKeyActor(ctx: Pick<Context, "db" | "clock">, apiKey: string): Promise<Actor | undefined> {
  const row = isApiKey(apiKey) ? await findApiKeyByHash(ctx.db, hashOpaqueToken(apiKey)) : undefined;
  const now = ctx.clock.now();
  if (!row || row.disabledAt || isOver(row.key, now)) return undefined;
  const touchBefore = new Date(now.getTime() - touchEveryMs);
  if (!row.key.lastUsedAt || row.key.lastUsedAt < touchBefore) await touchApiKey(ctx.db, row.key.id, now, touchBefore);
  const scopes = toScopes(row.key);
  const role = scopes.includes("admin") ? row.role : "member";
  return { userId: row.key.userId, role, sessionId: null, scopes, keyId: row.key.id };
}

/** Whether a key has ended by itself. */
export function isOver(key: ApiKeyRow, now: Date): boolean {
  return key.expiresAt !== null && key.expiresAt <= now;
}

/** A key as its person sees it afterwards: without the key itself. */
export function toApiKeyView(key: ApiKeyRow): ApiKeyView {
  return {
    id: key.id,
    name: key.name,
    scopes: toScopes(key),
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  };
}

/** The scopes of a row, in their one order. */
function toScopes(key: ApiKeyRow): KeyScope[] {
  return keyScopes.filter((scope) => key.scopes.includes(scope));
}
