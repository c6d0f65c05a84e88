import { type Actor, authorize, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { type PageInput, rowsOf } from "../paging";
import { countLinks, findLink, type LinkRow, listLinkRows } from "./link-queries";
import type { LinkView } from "./link-schema";

type Ctx = Pick<Context, "db" | "clock"> & { actor: Actor };

/** A page of the actor's share links, newest first: of one collection, or all. Closed and expired ones are among them. */
export async function listLinks(
  ctx: Ctx,
  { collectionId, page = 1, ...rest }: PageInput & { collectionId?: string | undefined } = {},
): Promise<{ links: LinkView[]; page: number; total: number }> {
  const scope = scopeOf(ctx.actor);
  const [rows, total] = await Promise.all([
    listLinkRows(ctx.db, scope, { collectionId }, rowsOf({ page, ...rest })),
    countLinks(ctx.db, scope, { collectionId }),
  ]);
  return { links: rows.map((row) => toLinkView(row, ctx.clock.now())), page, total };
}

/** One link of the actor. @throws AppError not-found */
export async function getLink(ctx: Ctx, { linkId }: { linkId: string }): Promise<LinkView> {
  const row = await findLink(ctx.db, scopeOf(ctx.actor), linkId);
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
