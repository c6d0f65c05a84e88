import type { Authorized } from "../auth/access";
import type { CollectionRow } from "../collections/queries";
import { AppError } from "../errors";

/**
 * Gives the collection back unless it is a default one: everything a person adds is in that one, so
 * sharing it would be sharing all that is yet to come.
 * @throws AppError conflict
 */
export function requireShareable(collection: Authorized<CollectionRow>): Authorized<CollectionRow> {
  if (collection.isDefault)
    throw new AppError("conflict", "Everything you add is in your default collection, so it cannot be shared. Make another one to share.");
  return collection;
}
