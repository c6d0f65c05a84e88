import { AppError } from "../errors";

/** Who acts: a signed-in person, by one session of theirs. Made only by lib/auth/session.ts and by jobs acting for an owner. */
export type Actor = { userId: string; role: "administrator" | "member"; sessionId: string };

export type Action = "view" | "edit" | "delete";

declare const proof: unique symbol;

/** A resource that `authorize` has let through. What changes or reveals something takes one. */
export type Authorized<T> = T & { readonly [proof]: Action };

/** What may be listed: for now a person's own images and collections. Every query has it in its where. */
export type Scope = { readonly ownerId: string; readonly [proof]: "scope" };

/** The scope of everything an actor may see. */
export function scopeOf(actor: Actor): Scope {
  return { ownerId: actor.userId } as Scope;
}

/**
 * Lets an actor act on a resource, or throws. A resource of somebody else answers exactly as one
 * that does not exist, so pass `undefined` for one that was not found.
 * @throws AppError not-found
 */
export function authorize<T extends { ownerId: string }>(
  actor: Actor,
  _action: Action,
  resource: T | undefined,
  noun = "picture",
): Authorized<T> {
  if (resource && resource.ownerId === actor.userId) return resource as Authorized<T>;
  throw new AppError("not-found", `There is no such ${noun}.`);
}

/**
 * Lets an actor act on several resources at once: all of them, or none.
 * @throws AppError not-found when one of the ids is missing among `resources` or is somebody else's
 */
export function authorizeAll<T extends { id: string; ownerId: string }>(
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
