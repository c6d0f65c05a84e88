import { hkdfSync } from "node:crypto";
import { SignJWT } from "jose";
import { v7 as uuidv7 } from "uuid";
import { signAccessToken } from "@/lib/auth/access-token";
import { generateApiKey } from "@/lib/auth/api-key";
import { hashOpaqueToken } from "@/lib/auth/opaque-token";
import { readSecrets } from "@/lib/auth/secrets";
import { encodeSessionToken, sessionCookie } from "@/lib/auth/session";
import { createSession, type NewSession } from "@/lib/auth/sessions";
import type { AccountContext } from "@/lib/auth/testing";
import { apiKeys } from "@/lib/db/schema/users";
import { sealLinkPass } from "@/lib/sharing/link-pass";
import { type Artefact, type ColumnName, columnNames, personOf } from "./columns";

const client = { address: "192.0.2.1", userAgent: "access" };
const day = 86_400_000;

type Key = { scopes: string[]; expiresAt?: Date; isRevoked?: true };
type Linked = { tokens: Record<"locked" | "expired", string>; locked: { id: string; passwordHash: string } };

/** Makes what each column comes with: real cookies, tokens, keys and passes. */
export async function makeArtefacts(
  ctx: AccountContext,
  ids: Record<string, string>,
  linked: Linked,
): Promise<{
  artefacts: Record<ColumnName, Artefact>;
  keyIds: Record<string, string>;
  sessionIds: Record<string, string>;
  crossedSession: string;
  tokenOtherwise: string;
}> {
  const keyIds: Record<string, string> = {};
  const sessionIds: Record<string, string> = {};
  const idOf = (name: string) => ids[name] ?? "";
  const browser = async (name: string) => {
    const session = await createSession(ctx, idOf(name), client);
    sessionIds[name] ??= session.sessionId;
    return session;
  };
  const cookieOf = async (session: NewSession) => ({ cookies: { [sessionCookie]: await encodeSessionToken(ctx.config, session) } });
  const key = async (name: string, { scopes, expiresAt, isRevoked }: Key) => {
    const bearer = generateApiKey();
    const id = uuidv7();
    const row = { id, userId: idOf(name), name: `SEEN_${name}_key_`, tokenHash: hashOpaqueToken(bearer), scopes, expiresAt };
    if (!isRevoked) await ctx.db.insert(apiKeys).values({ ...row, lastUsedAt: new Date() });
    keyIds[`${name} ${scopes.join(" ")}`] ??= id;
    return { bearer };
  };
  const tokenSession = () => createSession(ctx, idOf("olga"), client, "token");
  const past = { ...ctx, clock: { now: () => new Date(Date.now() - day) } };
  const expired = await createSession(ctx, idOf("olga"), client);
  const special: Partial<Record<ColumnName, Artefact>> = {
    anonymous: {},
    token: { bearer: await signAccessToken(ctx, await tokenSession()) },
    key: await key("olga", { scopes: ["read", "write"] }),
    readKey: await key("olga", { scopes: ["read"] }),
    fullKey: await key("olga", { scopes: ["read", "write", "admin"] }),
    administratorsKey: await key("anna", { scopes: ["read", "write"] }),
    disabled: await cookieOf(await browser("dave")),
    disabledKey: await key("dave", { scopes: ["read", "write", "admin"] }),
    expiredToken: { bearer: await signAccessToken(past, await tokenSession()) },
    expiredSession: await cookieOf(expired),
    wrongKind: { bearer: await signAccessToken(ctx, await browser("olga")) },
    otherAudience: { bearer: await signForOthers(ctx, await tokenSession()) },
    revokedKey: await key("olga", { scopes: ["read", "write", "admin"], isRevoked: true }),
    expiredKey: await key("olga", { scopes: ["read", "write", "admin"], expiresAt: new Date(Date.now() - day) }),
    crossSite: { ...(await cookieOf(await browser("olga"))), headers: { origin: "https://other.example", "sec-fetch-site": "cross-site" } },
    link: { bearer: linked.tokens.locked, cookies: passOf(ctx, linked.locked) },
    linkWithoutPassword: { bearer: linked.tokens.locked },
    expiredLink: { bearer: linked.tokens.expired },
  };
  await key("fred", { scopes: ["read"] });
  const { sessionId } = await browser("fred");
  const crossedSession = await encodeSessionToken(ctx.config, { userId: idOf("olga"), sessionId });
  const tokenOtherwise = writeOtherwise(special.token?.bearer ?? "");
  const all: [ColumnName, Artefact][] = [];
  for (const name of columnNames) all.push([name, special[name] ?? (await cookieOf(await browser(personOf[name] ?? "")))]);
  await ctx.database.sql`update sessions set expires_at = now() - interval '1 day' where id = ${expired.sessionId}`;
  return { artefacts: Object.fromEntries(all) as Record<ColumnName, Artefact>, keyIds, sessionIds, crossedSession, tokenOtherwise };
}

/** The same bytes with another last character: in base64url its last two bits mean nothing here. */
function writeOtherwise(token: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return `${token.slice(0, -1)}${alphabet[alphabet.indexOf(token.slice(-1)) ^ 1]}`;
}

function passOf(ctx: AccountContext, link: Linked["locked"]): Record<string, string> {
  const { name, value } = sealLinkPass(ctx, link);
  return { [name]: value };
}

/** A token with our own signature that is meant for another service. */
function signForOthers(ctx: AccountContext, { userId, sessionId }: NewSession): Promise<string> {
  const key = new Uint8Array(hkdfSync("sha256", readSecrets(ctx.config).authSecret, "", "magpie access token", 32));
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
    .setSubject(userId)
    .setIssuer("magpie")
    .setAudience("another-service")
    .setIssuedAt()
    .setExpirationTime("10m")
    .sign(key);
}
