import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { findCollectionId } from "./queries";

/**
 * The id behind a collection's id or `default`, when it is within the scope.
 * @throws AppError not-found
 */
export async function getCollectionId(ctx: Pick<Context, "db">, scope: Scope, collectionId: string): Promise<string> {
  const found = await findCollectionId(ctx.db, scope, collectionId);
  if (found === undefined) throw new AppError("not-found", "There is no such collection.");
  return found;
}
