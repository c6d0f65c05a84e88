import { createHash, createHmac } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { sql } from "drizzle-orm";
import { type Actor, keyScopes } from "@/lib/auth/access";
import { createInvitation } from "@/lib/auth/invitation";
import { hashOpaqueToken } from "@/lib/auth/opaque-token";
import { createPasswordLink } from "@/lib/auth/password-link";
import { readSecrets } from "@/lib/auth/secrets";
import { createSession } from "@/lib/auth/sessions";
import { addRefreshToken, createTokenSession } from "@/lib/auth/token-session";
import type { Context } from "@/lib/context/context";
import { identities } from "@/lib/db/schema/users";
import { createUploadRoutes } from "@/lib/uploads/uploadthing/upload-routes";
import { comeBack, connecting } from "./provider";

type IdOf = (name: string) => string;
const client = { address: "192.0.2.1", userAgent: "" };

/** What has been asked for and what is worth something no longer: refresh tokens, links for a new password, addresses of an upload. */
export async function makeSecrets(ctx: Context, id: IdOf, picture: Uint8Array): Promise<Record<string, string>> {
  await ctx.db.insert(identities).values({ issuer: "https://provider.example", subject: "fred", userId: id("fred") });
  return {
    sha256: createHash("sha256").update(picture).digest("hex"),
    picture: Buffer.from(picture).toString("base64"),
    folder: await mkdtemp(path.join(os.tmpdir(), "magpie-access-")),
    ...(await makeRefreshTokens(ctx, id)),
    ...(await makePasswordLinks(ctx, id)),
    ...(await makeInvitations(ctx, id)),
    "upload of carl": await announce(ctx, id("carl"), picture.length, { collectionId: id("collection olga.shared") }),
    ...makeUploadAddresses(ctx, await announce(ctx, id("olga"), picture.length)),
  };
}

async function makeRefreshTokens(ctx: Context, id: IdOf): Promise<Record<string, string>> {
  const begin = async (name: string) => (await createTokenSession(ctx, id(name), client)).tokens.refreshToken;
  const made: Record<string, string> = { "refresh fred": await begin("fred"), "refresh dave": await begin("dave") };
  const ended = await createTokenSession(ctx, id("fred"), client);
  const spent = await createTokenSession(ctx, id("fred"), client);
  const old = await createTokenSession(ctx, id("fred"), client);
  await ctx.db.execute(sql`update refresh_tokens set used_at = now() - interval '1 hour' where session_id = ${spent.session.sessionId}`);
  await ctx.db.execute(sql`update refresh_tokens set expires_at = now() - interval '1 hour' where session_id = ${old.session.sessionId}`);
  /** Set to be over once all are made: a new session clears away what is over. */
  made["ended session"] = ended.session.sessionId;
  made["refresh of an ended session"] = ended.tokens.refreshToken;
  made["refresh used"] = spent.tokens.refreshToken;
  made["refresh expired"] = old.tokens.refreshToken;
  made["refresh of a browser"] = await addRefreshToken(ctx.db, await createSession(ctx, id("fred"), client), new Date());
  return made;
}

/** By anna for whoever may use it; what is over, of the disabled, and by an administrator who is disabled since is worth nothing. */
async function makePasswordLinks(ctx: Context, id: IdOf): Promise<Record<string, string>> {
  const make = async (maker: string, name: string) => {
    const actor: Actor = { userId: id(maker), role: "administrator", sessionId: null, scopes: keyScopes };
    const { path: address } = await createPasswordLink(ctx, actor, { userId: id(name) });
    return address.slice(address.lastIndexOf("/") + 1);
  };
  const made = {
    "password fred": await make("anna", "fred"),
    "password expired": await make("anna", "carl"),
    "password of the disabled": await make("anna", "dave"),
    "password by the disabled": await make("dave", "gwen"),
    "password by no administrator": await make("vera", "ed"),
  };
  await ctx.db.execute(sql`update invitations set expires_at = now() - interval '1 hour' where id = ${id("carl")}`);
  return made;
}

/** Of anna, for people who sign up. */
async function makeInvitations(ctx: Context, id: IdOf): Promise<Record<string, string>> {
  const actor: Actor = { userId: id("anna"), role: "administrator", sessionId: null, scopes: keyScopes };
  const make = async () => (await createInvitation(ctx, actor)).token;
  const made = { "invited to sign up": await make(), "by a used invitation": await make(), "by an expired invitation": await make() };
  const hashOf = (kind: keyof typeof made) => hashOpaqueToken(made[kind]);
  await ctx.db.execute(sql`update invitations set used_by = ${id("alma")} where token_hash = ${hashOf("by a used invitation")}`);
  await ctx.db.execute(
    sql`update invitations set expires_at = now() - interval '1 hour' where token_hash = ${hashOf("by an expired invitation")}`,
  );
  return made;
}

/** What browsers hold that come back from a provider: all of them, and where olga wants to connect her account, in what session. */
export async function makeReturns(
  ctx: Context,
  ids: Record<string, string>,
  sessions: Record<string, string>,
): Promise<Record<string, string>> {
  const [olga = "", fred = "", own = "", foreign = ""] = [ids.olga, ids.fred, sessions.olga, sessions.fred];
  const wanted = { userId: olga, sessionId: own };
  const inSession = async (userId: string, sessionId: string) =>
    JSON.stringify(await connecting(ctx.config, wanted, { userId, sessionId }, ctx.clock.now()));
  return {
    "from the provider": JSON.stringify(await comeBack(ctx.config)),
    "olga connects": await inSession(olga, own),
    "olga connects what is fred's": await inSession(olga, own),
    "olga connects in a browser of fred's": await inSession(fred, own),
    "olga connects in another session": await inSession(olga, foreign),
    "olga connects signed out": await inSession(olga, own),
    "olga connects in a session that has ended": await inSession(olga, own),
  };
}

/** The address that somebody gets for a file. */
async function announce(ctx: Context, ownerId: string, size: number, input: { collectionId?: string } = {}): Promise<string> {
  const actor: Actor = { userId: ownerId, role: "member", sessionId: null, scopes: keyScopes };
  const { presign } = createUploadRoutes(ctx, { findActor: async () => actor, secret: readSecrets(ctx.config).uploadSecret });
  const body = JSON.stringify({ input, files: [{ name: "a.jpg", size, type: "", lastModified: 1_600_000_000_000 }] });
  const headers = { "content-type": "application/json", "x-uploadthing-version": "7.7.4" };
  const door = "http://pictures.test/api/uploadthing?actionType=upload&slug=images";
  const [presigned] = (await (await presign(new Request(door, { method: "POST", headers, body }))).json()) as { url: string }[];
  return presigned?.url ?? "";
}

/** An address as it was given; the same with something wrong in it; and ones of our own signature that are no use. */
function makeUploadAddresses(ctx: Context, url: string): Record<string, string> {
  const secret = readSecrets(ctx.config).uploadSecret;
  const [address = "", signature = ""] = url.split("&signature=");
  const signed = (what: string) => {
    const key = `sk_live_${createHmac("sha256", secret).update("uploadthing self-hosted").digest("hex")}`;
    const seal = createHmac("sha256", key).update(`http://uploads.invalid${what}`).digest("hex");
    return `${what}&signature=${encodeURIComponent(`hmac-sha256=${seal}`)}`;
  };
  return {
    "upload of olga": url,
    "upload without a signature": address,
    "upload with another signature": `${address}&signature=${signature.slice(0, -1)}${signature.endsWith("0") ? "1" : "0"}`,
    "upload that is over": signed(address.replace(/expires=\d+/, "expires=1600000000000")),
    "upload of no id": signed(address.replace(/x-ut-custom-id=[^&]+/, "x-ut-custom-id=nonsense")),
    "upload elsewhere": signed(address.replace("/api/receive/", "/api/elsewhere/")),
  };
}
