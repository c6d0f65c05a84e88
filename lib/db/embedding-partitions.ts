import { sql } from "drizzle-orm";
import type { Config } from "../config";
import { AppError } from "../errors";
import type { Db } from "./client";

const ownerPartitions = 16;
/** A row must fit into a page of 8 kB to stay out of TOAST; the rest is its header and ids. */
const plainBytesMax = 7_900;

const known = new Map<string, Promise<void>>();

/**
 * Makes the partitions of a model's embeddings, once: a list partition by model, hashed by owner
 * into 16. Where a row fits into a page its vectors stay in the table instead of TOAST (an exact
 * scan is 3.5 times faster). A server also gets an approximate index; the embedded database scans
 * exactly. Safe to run again and in several processes at once; this process remembers that it did.
 * @throws AppError internal when the model is known with another dimension
 */
export function ensureModel(db: Db, model: { id: string; dimension: number }, databaseKind: Config["database"]["kind"]): Promise<void> {
  const key = `${model.id}/${model.dimension}`;
  const made = known.get(key) ?? db.transaction((tx) => makePartitions(tx, model, databaseKind));
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}

/** Forgets what was made: for tests that empty the database. */
export function forgetModels(): void {
  known.clear();
}

/** The row of the model is locked until the end, so a second process waits and then finds everything there. */
async function makePartitions(tx: Db, model: { id: string; dimension: number }, databaseKind: Config["database"]["kind"]): Promise<void> {
  const [row] = await tx.execute<{ ordinal: number; dimension: number }>(sql`
    insert into embedding_models (id, dimension) values (${model.id}, ${model.dimension})
    on conflict (id) do update set id = excluded.id
    returning ordinal, dimension`);
  if (row?.dimension !== model.dimension) {
    throw new AppError("internal", `The model ${model.id} has embeddings of ${row?.dimension} numbers here, not ${model.dimension}.`);
  }
  const name = `embeddings_m${row.ordinal}`;
  const [found] = await tx.execute<{ name: string | null }>(sql`select to_regclass(${`public.${name}`})::text as name`);
  if (found?.name) return;
  await tx.execute(sql.raw(`create table ${name} partition of embeddings for values in (${quote(model.id)}) partition by hash (owner_id)`));
  for (let remainder = 0; remainder < ownerPartitions; remainder++) {
    const part = `${name}_p${remainder}`;
    await tx.execute(
      sql.raw(`create table ${part} partition of ${name} for values with (modulus ${ownerPartitions}, remainder ${remainder})`),
    );
    if (model.dimension * 4 + 8 <= plainBytesMax) await tx.execute(sql.raw(`alter table ${part} alter column embedding set storage plain`));
  }
  if (databaseKind === "server" && model.dimension <= 4_000) {
    const halves = `embedding::halfvec(${model.dimension})`;
    await tx.execute(
      sql.raw(`create index ${name}_hnsw on ${name} using hnsw ((${halves}) halfvec_cosine_ops) with (m = 24, ef_construction = 128)`),
    );
  }
}

/** A literal for DDL, which takes no parameters. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
