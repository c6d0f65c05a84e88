import { sql } from "drizzle-orm";
import type { ViewScope } from "../auth/access";
import type { Db } from "../db/client";

/**
 * The collections behind names, in any case of letters, or ids: of several the viewer's own, the
 * newest. `default` is the viewer's own default one, unless another has this name. Those that the
 * viewer may not see are not there.
 */
export async function listNamedCollections(
  db: Db,
  scope: ViewScope,
  names: readonly string[],
): Promise<{ asked: string; id: string; name: string }[]> {
  return db.execute<{ asked: string; id: string; name: string }>(sql`
    select distinct on (n.asked) n.asked, c.id, c.name
    from jsonb_array_elements_text(${JSON.stringify(names)}::jsonb) as n(asked)
    join collections c on lower(c.name) = lower(n.asked) or c.id::text = lower(n.asked)
      or (n.asked = 'default' and c.is_default and c.owner_id = ${scope.viewerId})
    where exists (select 1 from collection_access a where a.collection_id = c.id and a.user_id = ${scope.viewerId})
    order by n.asked, lower(c.name) = lower(n.asked) desc, c.owner_id = ${scope.viewerId} desc, c.created_at desc`);
}
