import { type Actor, authorize, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { type LinkRow, listLinkRows } from "./link-queries";
import type { LinkView } from "./schema";

type Ctx = Pick<Context, "db" | "clock"> & { actor: Actor };

/** The actor's share links, newest first: of one collection, or all. Closed and expired ones are among them. */
export async function listLinks(ctx: Ctx, { collectionId }: { collectionId?: string | undefined }): Promise<{ links: LinkView[] }> {
  const rows = await listLinkRows(ctx.db, scopeOf(ctx.actor), { collectionId });
  return { links: rows.map((row) => toLinkView(row, ctx.clock.now())) };
}

/** One link of the actor. @throws AppError not-found */
export async function getLink(ctx: Ctx, { linkId }: { linkId: string }): Promise<LinkView> {
  const [row] = await listLinkRows(ctx.db, scopeOf(ctx.actor), { linkId });
  return toLinkView(authorize(ctx.actor, "view", row, "link"), ctx.clock.now());
}

/** What its owner sees of a link, field by field: neither token nor password is kept as such. */
function toLinkView(row: LinkRow, now: Date): LinkView {
  const isExpired = row.expiresAt !== null && row.expiresAt <= now;
  return {
    id: row.id,
    title: row.title,
    collectionId: row.collectionId,
    imageCount: row.imageCount,
    hasPassword: row.hasPassword,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    allowDownload: row.allowDownload,
    allowOriginals: row.allowOriginals,
    showDetails: row.showDetails,
    allowAdd: row.allowAdd,
    viewCount: row.viewCount,
    lastViewedAt: row.lastViewedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    state: row.revokedAt ? "revoked" : isExpired ? "expired" : "open",
  };
}
