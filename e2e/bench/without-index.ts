import type postgres from "postgres";

/**
 * Fills embeddings while a server has no approximate index, and makes it again after: row by row it
 * takes a hundred times as long. The embedded database has none.
 */
export async function withoutIndex(sql: postgres.Sql, fill: () => Promise<void>): Promise<void> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select c.relname as name, pg_get_indexdef(c.oid) as definition from pg_class c
    where c.relkind = 'I' and c.relname like 'embeddings_m%_hnsw'`;
  for (const { name } of indexes) await sql`drop index ${sql(name)}`;
  await fill();
  for (const { definition } of indexes) {
    await sql.begin(async (tx) => {
      await tx`set local maintenance_work_mem = '1GB'`;
      await tx.unsafe(definition.replace(" ON ONLY ", " ON "));
    });
  }
}
