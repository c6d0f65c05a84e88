import { type SQL, sql } from "drizzle-orm";
import type { ViewScope } from "../auth/access";
import { images } from "../db/schema/images";
import type { Circle } from "./circle";
import type { HasName, ImageCondition, IsName, Phrase } from "./conditions";
import { contentTypesOf, type PictureFormat, rawNamePattern } from "./picture-formats";
import { isAtPlace, placesOf } from "./place-queries";
import { buildExactQuery } from "./words-query";

/** For whom a condition is asked, and of an image whether it is their own, and whether they know its details; `all`: own images alone are looked at. */
export type Sight = { scope: ViewScope; isOwn: SQL; isKnown: SQL; all: boolean };

const earthKm = 6_371;

/** A collection's id in SQL; `default` is the viewer's own. */
export function collectionIdOf(scope: ViewScope, collectionId: string): SQL {
  if (collectionId !== "default") return sql`${collectionId}::uuid`;
  return sql`(select c.id from collections c where c.owner_id = ${scope.viewerId} and c.is_default limit 1)`;
}

/** Whether an image (of the table `images`) meets a condition, as the viewer sees it; never null. */
export function meets(sight: Sight, condition: ImageCondition): SQL {
  return sql`coalesce(${whereMeets(sight, condition)}, false)`;
}

/** The same for a where, in which null is false: so that indexes serve. */
export function whereMeets(sight: Sight, condition: ImageCondition): SQL {
  return sql`(${toSql(sight, condition)})`;
}

function toSql(sight: Sight, condition: ImageCondition): SQL {
  const { isOwn, isKnown } = sight;
  switch (condition.of) {
    case "not":
      return sql`not ${meets(sight, condition.condition)}`;
    case "any":
      return sql`(${sql.join([sql`false`, ...condition.conditions.map((each) => meets(sight, each))], sql` or `)})`;
    case "tag":
      return hasTag(sight, condition.text);
    case "label":
      // Models write labels in small letters; so the index serves.
      return sql`${images.labels} && array[${condition.text}, lower(${condition.text}::text)]::text[]`;
    case "person":
      return hasPerson();
    case "camera":
      return sql`${isKnown} and ${hasCamera(condition.text)}`;
    case "colour":
      return sql`${images.colours} @> array[${condition.colour}::text]`;
    case "format":
      return hasFormat(condition.format);
    case "collection":
      return isInCollection(sight.scope, condition.collectionId);
    case "near":
      return sql`${isKnown} and ${isNear(condition)}`;
    case "place":
      return sql`${isKnown} and ${isAtPlace(sight.scope, condition.name)}`;
    case "taken":
      return isTaken(condition);
    case "pixels":
      return isBetween(sql`${images.width}::bigint * ${images.height}`, condition);
    case "bytes":
      return isBetween(sql`${images.sizeBytes}`, condition);
    case "rating":
      return isBetween(sql`coalesce(case when ${isOwn} then ${images.rating} end, 0)`, condition);
    case "is":
      return is(sight, condition.name);
    case "has":
      return has(sight, condition.name);
    case "words":
      return hasWords(sight, condition);
    case "nothing":
      return sql`false`;
  }
}

/** By the moment: the index of the timeline serves it. */
function isTaken({ from, to, fromExcluded, toExcluded }: Extract<ImageCondition, { of: "taken" }>): SQL {
  const start = sql`${from ?? "-infinity"}::timestamp + ${fromExcluded ? "1 day" : "0"}::interval`;
  const end = sql`${to ?? "infinity"}::timestamp + ${toExcluded ? "0" : "1 day"}::interval`;
  return sql`(${images.takenLocal} >= ${start} and ${images.takenLocal} < ${end})`;
}

function isBetween(number: SQL, { min, max }: { min?: number | undefined; max?: number | undefined }): SQL {
  return sql`${number} between ${min ?? 0}::bigint and ${max ?? Number.MAX_SAFE_INTEGER}::bigint`;
}

/** Its words narrow it down by the index of full text. Tags that came with the file are hidden with the other details. */
function hasTag({ isKnown }: Sight, text: string): SQL {
  const wordsQuery = buildExactQuery(text);
  const words = wordsQuery === undefined ? sql`true` : sql`${images.searchVector} @@ to_tsquery('simple', ${wordsQuery})`;
  return sql`${words} and exists (select 1 from unnest(${images.tags}) as t(tag) where lower(t.tag) = lower(${text}::text)
    and (${isKnown} or not coalesce(${images.exif}->'keywords' @> to_jsonb(t.tag), false)))`;
}

/**
 * Nobody is known by name: there is no table of people. With one this is the only place to change:
 * `exists` over the faces of the image whose person, one of the viewer's own, has this name.
 */
function hasPerson(): SQL {
  return sql`false`;
}

/** Whether a text is a part of the names of camera or lens. */
export function hasCamera(text: string): SQL {
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  return sql`(concat_ws(' ', ${images.cameraMake}, ${images.cameraModel}) ilike ${pattern} or ${images.lens} ilike ${pattern})`;
}

function hasFormat(format: PictureFormat): SQL {
  const types = contentTypesOf(format).map((type) => sql`${images.contentType} = ${type}`);
  const isCalledSo = format === "raw" ? sql`and ${images.originalName} ~* ${rawNamePattern}` : sql``;
  return sql`((${sql.join(types, sql` or `)}) ${isCalledSo})`;
}

/** In a collection that the viewer may see. */
function isInCollection(scope: ViewScope, collectionId: string): SQL {
  return sql`exists (select 1 from memberships m
    join collection_access a on a.collection_id = m.collection_id and a.user_id = ${scope.viewerId}
    where m.image_id = ${images.id} and m.collection_id = ${collectionIdOf(scope, collectionId)})`;
}

/** By the great circle; a belt of latitude narrows it down by the index of positions. */
function isNear({ latitude, longitude, radiusKm }: Circle): SQL {
  const degrees = (radiusKm / earthKm) * (180 / Math.PI) + 1e-6;
  return sql`(${images.latitude} between ${latitude - degrees} and ${latitude + degrees}
    and ${2 * earthKm} * asin(least(1, sqrt(
      sin(radians(${images.latitude} - ${latitude}::double precision) / 2) ^ 2
      + cos(radians(${images.latitude})) * cos(radians(${latitude}::double precision))
      * sin(radians(${images.longitude} - ${longitude}::double precision) / 2) ^ 2))) <= ${radiusKm}::double precision)`;
}

function is({ isOwn }: Sight, name: IsName): SQL {
  const { width, height } = images;
  const conditions: Record<IsName, SQL> = {
    favourite: sql`${isOwn} and ${images.favourite}`,
    held: sql`${isOwn} and ${images.place} = 'held'`,
    trashed: sql`${isOwn} and ${images.place} = 'trash'`,
    stacked: sql`${isOwn} and (${images.stackedUnder} is not null or exists (select 1 from images other where other.stacked_under = ${images.id}))`,
    animated: sql`${images.frames} > 1`,
    portrait: sql`${height} > ${width}`,
    landscape: sql`${width} > ${height}`,
    square: sql`${width} = ${height}`,
  };
  return conditions[name];
}

function has({ isOwn, isKnown }: Sight, name: HasName): SQL {
  const conditions: Record<HasName, SQL> = {
    position: sql`${isKnown} and ${images.latitude} is not null`,
    camera: sql`${isKnown} and (${images.cameraMake} is not null or ${images.cameraModel} is not null)`,
    title: sql`${images.title} <> ''`,
    description: sql`${isKnown} and ${images.description} <> ''`,
    tags: sql`${isKnown} and cardinality(${images.tags}) > 0`,
    rating: sql`${isOwn} and ${images.rating} > 0`,
    labels: sql`cardinality(${images.labels}) > 0`,
    caption: sql`${images.caption} <> ''`,
    text: sql`${images.foundText} <> ''`,
  };
  return conditions[name];
}

/**
 * Words of the image, or of one of the viewer's own collections that it is in. Of somebody else's image
 * whose details are hidden only what a model says of it counts: the rest holds its file's name.
 */
function hasWords({ scope, isKnown, all }: Sight, { wordsQuery, phrase }: Extract<ImageCondition, { of: "words" }>): SQL {
  const query = sql`to_tsquery('simple', ${wordsQuery})`;
  const ofCollections = sql`select inside.image_id from memberships inside join collections named on named.id = inside.collection_id
    where named.owner_id = ${scope.viewerId} and named.search_vector @@ ${query} ${holds([sql`named.name`, joined(sql`named.tags`)], phrase)}`;
  // By ids, so that the index of full text is asked first.
  if (all) {
    return sql`${images.id} in (select worded.id from images worded where worded.owner_id = ${scope.viewerId}
      and worded.search_vector @@ ${query} ${holds(textsOf(sql`worded`), phrase)} union all ${ofCollections})`;
  }
  return sql`((${isKnown} and ${images.searchVector} @@ ${query} ${holds(textsOf(sql`${images}`), phrase)})
    or (${images.searchVector} @@ ${query} and ${shownVector} @@ ${query} ${holds(textsOfModels(sql`${images}`), phrase)})
    or ${images.id} in (${ofCollections}))`;
}

const textsOfModels = (row: SQL) => [sql`${row}.caption`, joined(sql`${row}.labels`)];
const textsOf = (row: SQL) => [
  ...["original_name", "title", "description"].map((column) => sql`${row}.${sql.raw(column)}`),
  joined(sql`${row}.tags`),
  placesOf(row),
  ...textsOfModels(row),
  sql`${row}.found_text`,
];

/** Words that everybody may know who sees the image: of labels and caption, see `buildSearchWords`. */
export const shownVector = sql`ts_filter(${images.searchVector}, '{c}')`;

const joined = (names: SQL) => sql`array_to_string(${names}, ' | ')`;

/** Marks between words count as spaces; between two of the texts stands what no phrase holds. */
function holds(texts: readonly SQL[], phrase: Phrase | undefined): SQL {
  if (!phrase) return sql``;
  const text = sql`concat_ws(' | ', ${sql.join([...texts], sql`, `)})`;
  const part = phrase.whole ? spaced(sql`${phrase.text}::text`) : sql`trim(${spaced(sql`${phrase.text}::text`)})`;
  return sql`and position(${part} in ${spaced(text)}) > 0`;
}

const marks = "_-.,;:!?()[]{}\"'/\\&+";
const spaced = (text: SQL) =>
  sql`(' ' || trim(regexp_replace(translate(lower(${text}), ${marks}, ${" ".repeat(marks.length)}), '\\s+', ' ', 'g')) || ' ')`;
