import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { readSecrets } from "../auth/secrets";
import type { Context } from "../context/context";
import { limits } from "../limits";

type Ctx = Pick<Context, "config" | "clock">;
type PassedLink = { id: string; passwordHash: string | null };

/**
 * [Note: Link pass] What a browser holds after it gave a link's password: the link's id, a
 * fingerprint of the password's hash, and its time, under an HMAC. It is in a cookie and in no table:
 * another password makes another fingerprint, and the link itself is looked up on every request.
 */
const passSchema = z.object({ link: z.string(), password: z.string(), issuedAt: z.number(), endsAt: z.number() });

/** The name of the cookie that holds the pass of a link. The last part of the id: the first is the time it was made. */
export function linkPassName(linkId: string): string {
  return `magpie.link.${linkId.slice(-8)}`;
}

/** A new pass for a link whose password was given, and when it ends. */
export function sealLinkPass(ctx: Ctx, link: PassedLink): { name: string; value: string; expiresAt: Date } {
  const issuedAt = ctx.clock.now().getTime();
  const endsAt = issuedAt + limits.sharing.linkPassTtlS * 1_000;
  const pass: z.infer<typeof passSchema> = { link: link.id, password: fingerprint(link), issuedAt, endsAt };
  const body = Buffer.from(JSON.stringify(pass)).toString("base64url");
  return { name: linkPassName(link.id), value: `${body}.${sign(ctx, body).toString("base64url")}`, expiresAt: new Date(endsAt) };
}

/** When a pass was issued, if it is one for this link, its present password and this time; else undefined. */
export function findLinkPass(ctx: Ctx, link: PassedLink, value: string | undefined): Date | undefined {
  const [body, seal, ...rest] = value?.split(".") ?? [];
  if (!body || !seal || rest.length > 0) return undefined;
  const given = Buffer.from(seal, "base64url");
  const expected = sign(ctx, body);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const pass = passSchema.parse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
  const isGood = pass.link === link.id && pass.password === fingerprint(link) && pass.endsAt > ctx.clock.now().getTime();
  return isGood ? new Date(pass.issuedAt) : undefined;
}

function fingerprint({ passwordHash }: PassedLink): string {
  return createHash("sha256")
    .update(passwordHash ?? "")
    .digest("base64url");
}

function sign(ctx: Ctx, body: string): Buffer {
  const key = createHmac("sha256", readSecrets(ctx.config).authSecret).update("magpie link pass").digest();
  return createHmac("sha256", key).update(body).digest();
}
