import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { toVectorLiteral } from "../db/columns";
import { images } from "../db/schema/images";
import { matchesFilter } from "../images/filter-queries";
import type { Filtered } from "./filtered-queries";
import { type NeighborSearch, toMeans } from "./queries";

/**
 * About how many images pass a filter, as the planner of a server estimates it from its statistics:
 * one or two milliseconds, whatever the size of the library.
 */
export async function estimatePassing(db: Db, { view, filter }: Filtered): Promise<number> {
  const [row] = await db.execute<{ "QUERY PLAN": [{ Plan: { "Plan Rows": number } }] }>(
    sql`explain (format json) select 1 from images where ${matchesFilter(view, filter)}`,
  );
  return row?.["QUERY PLAN"][0].Plan["Plan Rows"] ?? 0;
}

type IndexSearch = Pick<NeighborSearch, "modelId" | "vector" | "limit" | "means">;

/**
 * The nearest of a person's own images that pass the filter, by the approximate index, about nearest
 * first, for `readIndexScan`. Only for a server. The index is scanned on until enough of what it gives
 * passes, or it gives up after 20,000 rows: then there are fewer than `limit`, and only an exact scan
 * knows them all. Nothing but the distance may order the rows: with a second key the index alone no longer does.
 */
export function selectByIndex({ scope, view, filter }: Filtered, search: IndexSearch): SQL {
  const dimension = sql.raw(String(search.vector.length));
  const literal = toVectorLiteral(search.vector);
  return sql`
    select near.image_id as "imageId", -(near.embedding <#> ${literal}::vector) as similarity, ${toMeans(sql`near.embedding`, search)}
    from (
      select e.image_id, e.embedding from embeddings e join images on ${images.id} = e.image_id
      where e.model_id = ${search.modelId} and e.owner_id = ${scope.ownerId} and ${images.ownerId} = ${scope.ownerId}
        and ${matchesFilter(view, filter)}
      order by (e.embedding::halfvec(${dimension})) <=> ${literal}::halfvec(${dimension}) limit ${search.limit}) as near`;
}
