import { type SQL, sql } from "drizzle-orm";
import type { Scope } from "../../auth/access";

/**
 * Whether rules leave the image `i` alone: it is in a protected collection, its own or one that is shared
 * with its person, or stacked together with a picture that is, whose stack would be another without it.
 */
export function isOffLimits(scope: Scope): SQL<boolean> {
  const isProtected = (which: SQL) => sql`exists (select 1 from images s join memberships m on m.image_id = s.id
    join collections c on c.id = m.collection_id where s.owner_id = ${scope.ownerId} and ${which} and c.is_protected)`;
  const cover = sql`coalesce(i.stacked_under, i.id)`;
  // Each by an index of its own: with an "or" between them all images are looked through.
  return sql<boolean>`(${isProtected(sql`s.id = i.id`)} or ${isProtected(sql`s.id = ${cover}`)} or ${isProtected(sql`s.stacked_under = ${cover}`)})`;
}
