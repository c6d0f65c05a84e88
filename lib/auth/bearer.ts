import type { Context } from "../context/context";
import type { Actor } from "./access";
import { verifyAccessToken } from "./access-token";
import { findKeyActor, isApiKey } from "./api-key";
import { findSessionActor } from "./sessions";

/**
 * What a request shows as `Authorization: Bearer …`, also when it is empty or nonsense; undefined
 * when it shows nothing, or something else (the password of a proxy in front).
 */
export function readBearer(headers: Headers): string | undefined {
  const match = /^bearer(?:\s+(.*))?$/is.exec(headers.get("authorization")?.trim() ?? "");
  return match ? (match[1] ?? "") : undefined;
}

/** The actor of an access token or API key, looked up anew each time; undefined when it is not valid, or no longer. */
export async function findBearerActor(ctx: Pick<Context, "db" | "clock" | "config">, bearer: string): Promise<Actor | undefined> {
  if (isApiKey(bearer)) return findKeyActor(ctx, bearer);
  const token = await verifyAccessToken(ctx, bearer);
  return token && findSessionActor(ctx, token, "token");
}
