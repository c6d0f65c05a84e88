import { AppError } from "../errors";

/** What an API key may do. `admin` is everything of its person: also accounts, keys and, of an administrator, the server. */
export const keyScopes = ["read", "write", "admin"] as const;
export type KeyScope = (typeof keyScopes)[number];

/**
 * Who acts: a person, by a session (a browser's cookie or an access token) or by an API key. Made
 * only by lib/auth and by jobs acting for an owner. `sessionId` is null for keys and jobs.
 */
export type Actor = {
  userId: string;
  role: "administrator" | "member";
  sessionId: string | null;
  /** A session holds all of them. */
  scopes: readonly KeyScope[];
  /** The API key that acts; a key without the scope admin acts as a member, whoever's it is. */
  keyId?: string;
};

/** The actor of work that is done for a person while they are away. */
export function actorForOwner(userId: string): Actor {
  return { userId, role: "member", sessionId: null, scopes: keyScopes };
}

/**
 * What may be done with a resource: see it; put images into it; change what it says; decide about
 * it (share, delete, and what only its owner can know, such as favourites).
 */
export type Action = "view" | "add" | "edit" | "manage" | "delete";

/** What somebody is to a resource. A viewer looks, a contributor adds, an editor changes, the owner decides. */
export type Standing = "viewer" | "contributor" | "editor" | "owner";

/** [Note: Standings] The smallest standing that may do an action; each may do what those before it may. */
const standings: readonly Standing[] = ["viewer", "contributor", "editor", "owner"];
const leastStanding: Record<Action, Standing> = { view: "viewer", add: "contributor", edit: "editor", manage: "owner", delete: "owner" };

declare const proof: unique symbol;

/** A resource that `authorize` has let through. What changes or reveals something takes one. */
export type Authorized<T> = T & { readonly [proof]: Action };

/** A person's own things. Every query that lists or changes them has it in its where. */
export type Scope = { readonly ownerId: string; readonly [proof]: "own" };

/**
 * Everything a person may see: their own, and what others share with them in collections. Queries
 * that show (never those that change) may have this one in their where, by `isVisible` of
 * lib/images/visibility-queries.ts and `collection_access`.
 */
export type ViewScope = { readonly viewerId: string; readonly [proof]: "seen" };

/** The scope of an actor's own things. */
export function scopeOf(actor: Actor): Scope {
  return { ownerId: actor.userId } as Scope;
}

/** The scope of everything an actor may see. */
export function viewScopeOf(actor: Actor): ViewScope {
  return { viewerId: actor.userId } as ViewScope;
}

/**
 * What a share link shows: the images of the library in its collection, or in its selection and still
 * its owner's. Every query that answers the link has it in its where, by `isShared` of
 * lib/sharing/shared-queries.ts.
 */
export type LinkScope = {
  readonly linkId: string;
  readonly ownerId: string;
  /** Null: a selection. */
  readonly collectionId: string | null;
  readonly [proof]: "linked";
};

/** The scope of a share link that is open to the visitor; only lib/sharing/open-link.ts knows whether it is. */
export function linkScopeOf(link: { id: string; ownerId: string; collectionId: string | null }): LinkScope {
  return { linkId: link.id, ownerId: link.ownerId, collectionId: link.collectionId } as LinkScope;
}

/** A resource as access sees it; `rank` is the actor's largest rank of `collection_access`, where one was asked for. */
export type Resource = { ownerId: string; rank?: number | null | undefined };

/** What an actor is to a resource: owner of what is theirs, else at most an editor, by rank; undefined: nothing. */
export function standingOf(actor: Actor, resource: Resource): Standing | undefined {
  if (resource.ownerId === actor.userId) return "owner";
  const rank = Math.min(resource.rank ?? 0, standings.indexOf("owner"));
  return rank > 0 ? standings[rank - 1] : undefined;
}

/**
 * Lets an actor act on a resource, or throws. A resource that the actor may not even see answers
 * exactly as one that does not exist, so pass `undefined` for one that was not found.
 * @throws AppError not-found; forbidden when the actor sees it but may not do this
 */
export function authorize<T extends Resource>(actor: Actor, action: Action, resource: T | undefined, noun = "picture"): Authorized<T> {
  const standing = resource && standingOf(actor, resource);
  if (!resource || !standing) throw new AppError("not-found", `There is no such ${noun}.`);
  if (standings.indexOf(standing) < standings.indexOf(leastStanding[action]))
    throw new AppError("forbidden", `This ${noun} is shared with you, but not for this.`);
  return resource as Authorized<T>;
}

/**
 * Lets an actor act on several resources at once: all of them, or none.
 * @throws AppError not-found when one of the ids is missing among `resources` or is out of sight; forbidden
 */
export function authorizeAll<T extends Resource & { id: string }>(
  actor: Actor,
  action: Action,
  ids: readonly string[],
  resources: readonly T[],
): Authorized<T>[] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  return ids.map((id) => authorize(actor, action, byId.get(id)));
}

/** @throws AppError forbidden unless the actor is an administrator */
export function requireAdministrator(actor: Actor): void {
  if (actor.role !== "administrator") throw new AppError("forbidden", "Only an administrator can do this.");
}

/** Whether the actor's key has a scope, or `admin`; every session has all. */
export function hasScope(actor: Actor, scope: KeyScope): boolean {
  return actor.scopes.includes(scope) || actor.scopes.includes("admin");
}

/** @throws AppError forbidden unless the actor's key has the scope, or `admin` */
export function requireScope(actor: Actor, scope: KeyScope): void {
  if (!hasScope(actor, scope)) throw new AppError("forbidden", `This API key has no ${scope} scope.`);
}
