import { and, count, type SQL, sql } from "drizzle-orm";
import type { ViewScope } from "../auth/access";
import type { Db } from "../db/client";
import { images } from "../db/schema/images";
import { collectionIdOf } from "./condition-queries";
import { matchesFilter } from "./filter-queries";
import type { ImageFilter, ImageSort } from "./list-schema";
import { isNotStacked } from "./stack-queries";
import { ownTileColumns, seenTileColumns } from "./view-queries";
import { knowsDetails } from "./visibility-queries";

export type SortOrder = "asc" | "desc";

/** A row's place in a sort order: the sort keys as text, and the id that breaks ties. */
export type SortPosition = { keys: string[]; id: string };

/** One key of an order, never null; `write` makes text of it that survives a cursor, `read` what it was. */
type Term = { value: SQL; order: SortOrder; write: SQL<string>; read: (text: string) => SQL };

const isoText = (time: SQL) => sql<string>`to_char(${time}, 'YYYY-MM-DD"T"HH24:MI:SS.US')`;
const localTime = (value: SQL): Omit<Term, "order"> => ({ value, write: isoText(value), read: (text) => sql`${text}::timestamp` });
const moment = (value: SQL): Omit<Term, "order"> => ({
  value,
  write: isoText(sql`${value} at time zone 'UTC'`),
  read: (text) => sql`(${text}::timestamp at time zone 'UTC')`,
});
const number = (value: SQL): Omit<Term, "order"> => ({
  value,
  write: sql<string>`(${value})::text`,
  read: (text) => sql`${text}::double precision`,
});

const taken = { ...localTime(sql`${images.takenLocal}`), order: "desc" as const };

/** The keys of each sort in its usual order. Hidden names and ratings of others do not show by where an image stands. */
function termsOf(scope: ViewScope, filter: ImageFilter, sort: ImageSort): Term[] {
  const isOwn = sql`${images.ownerId} = ${scope.viewerId}`;
  switch (sort) {
    case "taken":
      return [taken];
    case "added":
      return [{ ...moment(sql`${images.addedAt}`), order: "desc" }];
    case "trashed":
      return [{ ...moment(sql`coalesce(${images.trashedAt}, 'epoch'::timestamptz)`), order: "desc" }];
    case "rating":
      return [{ ...number(sql`coalesce(case when ${isOwn} then ${images.rating} end, -1)::double precision`), order: "desc" }, taken];
    case "collection":
      return [{ ...number(positionIn(scope, filter.collectionId ?? "default")), order: "asc" }, taken];
    case "name": {
      const value = filter.collectionId === undefined ? sql`lower(${images.originalName})` : shownName(scope);
      return [{ value, order: "asc", write: sql<string>`${value}`, read: (text) => sql`${text}::text` }];
    }
  }
}

const shownName = (scope: ViewScope) =>
  sql`lower(case when ${knowsDetails(scope)} then ${images.originalName} else 'picture-' || right(${images.id}::text, 8) end)`;

const positionIn = (scope: ViewScope, collectionId: string) => sql`coalesce((select m.position from memberships m
  where m.image_id = ${images.id} and m.collection_id = ${collectionIdOf(scope, collectionId)}), 'Infinity'::double precision)`;

const reversed = { asc: "desc", desc: "asc" } as const;

/** `nulls last` is what the timeline's index says; without it the index is not used. */
const orderBy = (value: SQL, order: SortOrder) => (order === "desc" ? sql`${value} desc nulls last` : sql`${value} asc nulls first`);

export type ImagePage = {
  filter: ImageFilter;
  /** covers: of a stack only its cover, where that is listed too. */
  stacks: "all" | "covers";
  sort: ImageSort;
  order?: SortOrder;
  after?: SortPosition;
  offset?: number;
  limit: number;
};

/** One page of images in the given order, each with its position in it. */
export async function listImageRows(db: Db, scope: ViewScope, page: ImagePage) {
  const usual = termsOf(scope, page.filter, page.sort);
  const isReversed = page.order !== undefined && page.order !== usual[0]?.order;
  const terms = isReversed ? usual.map((term) => ({ ...term, order: reversed[term.order] })) : usual;
  const id: Term = { value: sql`${images.id}`, order: terms.at(-1)?.order ?? "desc", write: sql``, read: (text) => sql`${text}::uuid` };
  // Without a collection all are the viewer's own, whose standing needs no looking up.
  const columns = page.filter.collectionId === undefined ? ownTileColumns : seenTileColumns(scope);
  const rows = await db
    .select({
      ...columns,
      sortKeys: sql<string[]>`array[${sql.join(
        terms.map(({ write }) => write),
        sql`, `,
      )}]::text[]`,
    })
    .from(images)
    .where(
      and(
        matchesFilter(scope, page.filter),
        showsStacks(scope, page),
        page.after && isAfter([...terms, id], [...page.after.keys, page.after.id]),
      ),
    )
    .orderBy(...[...terms, id].map(({ value, order }) => orderBy(value, order)))
    .offset(page.offset ?? 0)
    .limit(page.limit);
  return rows;
}

/** Lexicographic order. Rows are compared as such where all keys run the same way, which an index can serve. */
function isAfter(terms: readonly Term[], texts: readonly string[]): SQL {
  const values = terms.map((term, index) => term.read(texts[index] ?? ""));
  const [first, ...rest] = terms;
  if (!first) return sql`false`;
  const beyond = first.order === "desc" ? sql`<` : sql`>`;
  if (terms.every(({ order }) => order === first.order)) {
    const row = sql.join(
      terms.map(({ value }) => value),
      sql`, `,
    );
    return sql`(${row}) ${beyond} (${sql.join(values, sql`, `)})`;
  }
  return sql`(${first.value} ${beyond} ${values[0]} or (${first.value} = ${values[0]} and ${isAfter(rest, texts.slice(1))}))`;
}

/** Stacks are their owner's: others see every picture. A cover that is not in the collection stands for nothing there. */
function showsStacks(scope: ViewScope, { filter, stacks }: Pick<ImagePage, "filter" | "stacks">): SQL | undefined {
  const { collectionId } = filter;
  if (stacks === "all") return undefined;
  if (collectionId === undefined) return isNotStacked();
  const stands = isNotStacked(
    (coverId) => sql`exists (select 1 from memberships covered where covered.image_id = ${coverId}
      and covered.collection_id = ${collectionIdOf(scope, collectionId)})`,
  );
  return sql`(${images.ownerId} <> ${scope.viewerId} or ${stands})`;
}

/** How many images pass the filter. */
export async function countImageRows(db: Db, scope: ViewScope, filter: ImageFilter, stacks: ImagePage["stacks"] = "all"): Promise<number> {
  const rows = await db
    .select({ total: count() })
    .from(images)
    .where(and(matchesFilter(scope, filter), showsStacks(scope, { filter, stacks })));
  return rows[0]?.total ?? 0;
}

/** Ids of the library's images in a collection that the viewer may see, in its order. */
export async function listIdsInCollection(db: Db, scope: ViewScope, collectionId: string, limit: number): Promise<string[]> {
  const filter = { collectionId, place: "library" } as const;
  const rows = await db
    .select({ id: images.id })
    .from(images)
    .where(matchesFilter(scope, filter))
    .orderBy(...[...termsOf(scope, filter, "collection")].map(({ value, order }) => orderBy(value, order)), sql`${images.id} desc`)
    .limit(limit);
  return rows.map(({ id }) => id);
}
