import { type LinkScope, linkScopeOf } from "../auth/access";
import { returnAttempt, takeAttempt } from "../auth/attempt-limit";
import { hashOpaqueToken } from "../auth/opaque-token";
import { verifyPassword } from "../auth/password";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import { findLinkPass, linkPassName, sealLinkPass } from "./link-pass";
import { countView, findOpenLink, type OpenLinkRow } from "./link-queries";
import type { SharedView } from "./link-schema";
import { countShared } from "./shared-queries";

export type LinkContext = Pick<Context, "db" | "clock" | "config">;

/** Whoever opens a link: their address, and what their browser holds under the name of a cookie. */
export type LinkVisitor = { address: string; passOf(cookieName: string): string | undefined };

/** A link that is open to a visitor, and the scope of what it shows. Made only by `requireLink` and `openLink`. */
export type OpenLink = Omit<OpenLinkRow, "passwordHash"> & { scope: LinkScope };

/** What is to be kept by a visitor's browser, as a cookie. */
export type LinkPass = { name: string; value: string; expiresAt: Date };

/** Reloading right after the password was given is no further view. */
const sameViewMs = 60_000;

/**
 * The link of a token, open to this visitor.
 * @throws AppError not-found, alike for a link that never was, was closed, is expired, or whose owner is
 *   disabled; unauthenticated when its password was not given yet
 */
export async function requireLink(ctx: LinkContext, input: { token: string }, visitor: LinkVisitor): Promise<OpenLink> {
  const link = await getLinkRow(ctx, input.token);
  if (link.passwordHash !== null && !findPass(ctx, link, visitor)) throw askForPassword();
  return toOpenLink(link);
}

/**
 * Opens a link and counts the view. With its right password it also gives a pass for the visitor's
 * browser, see [Note: Link pass].
 * @throws AppError as `requireLink`; unauthenticated also for a wrong password; too-many-requests
 */
export async function openLink(
  ctx: LinkContext,
  input: { token: string; password?: string | undefined },
  visitor: LinkVisitor,
): Promise<{ shared: SharedView; pass: LinkPass | undefined }> {
  const link = await getLinkRow(ctx, input.token);
  const passedAt = link.passwordHash === null ? undefined : findPass(ctx, link, visitor);
  const mustAsk = link.passwordHash !== null && !passedAt;
  if (mustAsk) await checkPassword(ctx, link, input.password, visitor);
  const now = ctx.clock.now();
  if (!passedAt || now.getTime() - passedAt.getTime() > sameViewMs) await countView(ctx.db, link.id, now);
  return { shared: await toSharedView(ctx, toOpenLink(link)), pass: mustAsk ? sealLinkPass(ctx, link) : undefined };
}

/** What a link shows, without counting a view. @throws AppError as `requireLink` */
export async function getShared(ctx: LinkContext, input: { token: string }, visitor: LinkVisitor): Promise<SharedView> {
  return toSharedView(ctx, await requireLink(ctx, input, visitor));
}

/**
 * The collection that pictures added by a link go to, and whose they become.
 * @throws AppError as `requireLink`; forbidden for a link that takes none; too-many-requests
 */
export async function requireLinkThatTakesPictures(
  ctx: LinkContext,
  input: { token: string },
  visitor: LinkVisitor,
): Promise<{ ownerId: string; collectionId: string }> {
  const { allowAdd, collectionId, ownerId } = await requireLink(ctx, input, visitor);
  if (!allowAdd || collectionId === null) throw new AppError("forbidden", "This link does not take pictures.");
  await takeAttempt(ctx, `link-upload:${visitor.address}`, limits.sharing.linkUploadsPerAddress);
  return { ownerId, collectionId };
}

async function getLinkRow(ctx: LinkContext, token: string): Promise<OpenLinkRow> {
  const link = await findOpenLink(ctx.db, hashOpaqueToken(token), ctx.clock.now());
  if (!link) throw new AppError("not-found", "This link does not exist, or has ended.");
  return link;
}

function askForPassword(): AppError {
  return new AppError("unauthenticated", "This link asks for a password.");
}

function findPass(ctx: LinkContext, link: OpenLinkRow, visitor: LinkVisitor): Date | undefined {
  return findLinkPass(ctx, link, visitor.passOf(linkPassName(link.id)));
}

/** Attempts are counted before they are made, and taken back when they succeed. */
async function checkPassword(ctx: LinkContext, link: OpenLinkRow, password: string | undefined, visitor: LinkVisitor): Promise<void> {
  if (password === undefined || link.passwordHash === null) throw askForPassword();
  const [fromHere, fromAll] = [`link:${link.id}:${visitor.address}`, `link:${link.id}`] as const;
  await takeAttempt(ctx, fromHere, limits.sharing.linkAttemptsPerAddress);
  await takeAttempt(ctx, fromAll, limits.sharing.linkAttempts);
  if (!(await verifyPassword(link.passwordHash, password)))
    throw new AppError("unauthenticated", "This is not the password of the link.", {
      fieldErrors: { password: "This is not the password." },
    });
  await returnAttempt(ctx, fromHere);
  await returnAttempt(ctx, fromAll);
}

function toOpenLink({ passwordHash: _passwordHash, ...link }: OpenLinkRow): OpenLink {
  return { ...link, scope: linkScopeOf(link) };
}

/** What whoever has a link may know of it, field by field. */
async function toSharedView(ctx: Pick<Context, "db">, link: OpenLink): Promise<SharedView> {
  return {
    title: link.title,
    ownerName: link.ownerName,
    imageCount: await countShared(ctx.db, link.scope),
    expiresAt: link.expiresAt?.toISOString() ?? null,
    allowDownload: link.allowDownload,
    allowOriginals: link.allowOriginals,
    showDetails: link.showDetails,
    allowAdd: link.allowAdd,
  };
}
