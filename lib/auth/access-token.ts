import { hkdfSync } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Context } from "../context/context";
import { readSecrets } from "./secrets";
import type { SessionToken } from "./sessions";

type Needs = Pick<Context, "clock" | "config">;

const algorithm = "HS256";
const type = "at+jwt";
const issuer = "magpie";
const audience = "magpie-api";
const claims = z.object({ sub: z.uuid(), sid: z.uuid() });

/** Derived (RFC 5869), so that what encrypts cookies signs nothing. */
function signingKey(config: Needs["config"]): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", readSecrets(config).authSecret, "", "magpie access token", 32));
}

/**
 * An access token (RFC 9068) that names a session, good for ACCESS_TTL_MIN minutes and no longer
 * than the session.
 */
export function signAccessToken(ctx: Needs, { userId, sessionId }: SessionToken): Promise<string> {
  const nowS = Math.floor(ctx.clock.now().getTime() / 1_000);
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: algorithm, typ: type })
    .setSubject(userId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + ctx.config.auth.accessTtlMin * 60)
    .sign(signingKey(ctx.config));
}

/**
 * The session that an access token names, or undefined when it is forged, damaged, out of date or
 * for another audience. Whether that session still lives is for the caller to look up.
 */
export async function verifyAccessToken(ctx: Needs, token: string): Promise<SessionToken | undefined> {
  const key = signingKey(ctx.config);
  if (!isCanonical(token)) return undefined;
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      typ: type,
      issuer,
      audience,
      requiredClaims: ["sub", "sid", "iat", "exp"],
      currentDate: ctx.clock.now(),
    });
    const { sub, sid } = claims.parse(payload);
    return { userId: sub, sessionId: sid };
  } catch {
    return undefined;
  }
}

/** Whether each part is base64url written in the one right way: the last character of a part has bits that nobody reads. */
function isCanonical(token: string): boolean {
  return token.split(".").every((part) => Buffer.from(part, "base64url").toString("base64url") === part);
}
