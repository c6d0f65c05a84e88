import { and, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Authorized, Scope } from "../auth/access";
import type { Db } from "../db/client";
import { collections } from "../db/schema/images";
import { shareLinkImages, shareLinks } from "../db/schema/sharing";
import { users } from "../db/schema/users";
import type { PageRows } from "../paging";

/** SQL of their own, so that they keep their table's name inside a subquery. */
const own = { id: sql`${shareLinks.id}`, ownerId: sql`${shareLinks.ownerId}`, collectionId: sql`${shareLinks.collectionId}` };

const columns = {
  id: shareLinks.id,
  ownerId: shareLinks.ownerId,
  collectionId: shareLinks.collectionId,
  title: shareLinks.title,
  hasPassword: sql<boolean>`(${shareLinks.passwordHash} is not null)`,
  expiresAt: shareLinks.expiresAt,
  allowDownload: shareLinks.allowDownload,
  allowOriginals: shareLinks.allowOriginals,
  showDetails: shareLinks.showDetails,
  allowAdd: shareLinks.allowAdd,
  viewCount: shareLinks.viewCount,
  lastViewedAt: shareLinks.lastViewedAt,
  createdAt: shareLinks.createdAt,
  revokedAt: shareLinks.revokedAt,
  imageCount: sql<number>`(case when ${own.collectionId} is null
    then (select count(*) from share_link_images s join images i on i.id = s.image_id
          where s.link_id = ${own.id} and i.place = 'library' and i.owner_id = ${own.ownerId})
    else (select count(*) from memberships m join images i on i.id = m.image_id
          where m.collection_id = ${own.collectionId} and i.place = 'library') end)::int`,
};

export type LinkRow = Awaited<ReturnType<typeof listLinkRows>>[number];

type OnlyLinks = { collectionId?: string | undefined; linkId?: string };

const areLinks = (scope: Scope, only: OnlyLinks) =>
  and(
    eq(shareLinks.ownerId, scope.ownerId),
    only.collectionId === undefined ? undefined : eq(shareLinks.collectionId, only.collectionId),
    only.linkId === undefined ? undefined : eq(shareLinks.id, only.linkId),
  );

/** A page of a person's links, newest first: of all, those of a collection, or one. */
export async function listLinkRows(db: Db, scope: Scope, only: OnlyLinks, { limit, offset }: PageRows) {
  return db
    .select(columns)
    .from(shareLinks)
    .where(areLinks(scope, only))
    .orderBy(desc(shareLinks.createdAt), desc(shareLinks.id))
    .limit(limit)
    .offset(offset);
}

/** A link of a person. */
export async function findLink(db: Db, scope: Scope, linkId: string): Promise<LinkRow | undefined> {
  return (await listLinkRows(db, scope, { linkId }, { limit: 1, offset: 0 }))[0];
}

/** A link of a person, locked for the rest of the transaction. */
export async function lockLink(tx: Db, scope: Scope, linkId: string): Promise<LinkRow | undefined> {
  const where = and(eq(shareLinks.ownerId, scope.ownerId), eq(shareLinks.id, linkId));
  await tx.select({ id: shareLinks.id }).from(shareLinks).where(where).for("update");
  return findLink(tx, scope, linkId);
}

/** How many links a person has, or of them a collection; the closed ones too. */
export async function countLinks(db: Db, scope: Scope, only: OnlyLinks = {}): Promise<number> {
  return db.$count(shareLinks, areLinks(scope, only));
}

/** Deletes the oldest closed or expired link of a person, if there is one. */
export async function deleteOldestEndedLink(db: Db, scope: Scope, now: Date): Promise<boolean> {
  const at = now.toISOString();
  const rows = await db.execute(sql`
    delete from share_links where id = (
      select id from share_links where owner_id = ${scope.ownerId}
        and (revoked_at is not null or expires_at <= ${at}::timestamptz) order by created_at limit 1)
    returning id`);
  return rows.length > 0;
}

/** Inserts a link, and the images of its selection in their order. The caller has seen that all is the actor's. */
export async function insertLink(db: Db, link: typeof shareLinks.$inferInsert, imageIds: readonly string[]): Promise<void> {
  await db.insert(shareLinks).values(link);
  if (imageIds.length === 0) return;
  await db.insert(shareLinkImages).values(imageIds.map((imageId, position) => ({ linkId: link.id, imageId, position })));
}

export type LinkPatch = Partial<Omit<typeof shareLinks.$inferInsert, "id" | "ownerId" | "collectionId" | "tokenHash">>;

export async function patchLink(db: Db, link: Authorized<LinkRow>, patch: LinkPatch): Promise<void> {
  if (Object.keys(patch).length === 0) return;
  await db.update(shareLinks).set(patch).where(eq(shareLinks.id, link.id));
}

const openColumns = {
  id: shareLinks.id,
  ownerId: shareLinks.ownerId,
  ownerName: users.username,
  collectionId: shareLinks.collectionId,
  title: sql<string>`coalesce(nullif(${shareLinks.title}, ''), ${collections.name}, '')`,
  passwordHash: shareLinks.passwordHash,
  expiresAt: shareLinks.expiresAt,
  allowDownload: shareLinks.allowDownload,
  allowOriginals: shareLinks.allowOriginals,
  showDetails: shareLinks.showDetails,
  allowAdd: shareLinks.allowAdd,
};

export type OpenLinkRow = NonNullable<Awaited<ReturnType<typeof findOpenLink>>>;

/** The link of a token while it is open: not closed, not expired, of somebody who is not disabled. */
export async function findOpenLink(db: Db, tokenHash: string, now: Date) {
  const [row] = await db
    .select(openColumns)
    .from(shareLinks)
    .innerJoin(users, and(eq(users.id, shareLinks.ownerId), isNull(users.disabledAt)))
    .leftJoin(collections, eq(collections.id, shareLinks.collectionId))
    .where(
      and(
        eq(shareLinks.tokenHash, tokenHash),
        isNull(shareLinks.revokedAt),
        or(isNull(shareLinks.expiresAt), gt(shareLinks.expiresAt, now)),
      ),
    );
  return row;
}

/** Counts one more view of a link. */
export async function countView(db: Db, linkId: string, now: Date): Promise<void> {
  await db
    .update(shareLinks)
    .set({ viewCount: sql`${shareLinks.viewCount} + 1`, lastViewedAt: now })
    .where(eq(shareLinks.id, linkId));
}
