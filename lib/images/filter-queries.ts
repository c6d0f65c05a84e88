import { and, type SQL, sql } from "drizzle-orm";
import type { ViewScope } from "../auth/access";
import { images } from "../db/schema/images";
import type { ImageFilter } from "./schema";
import { spellSourceUrl } from "./source-url";
import { knowsDetails } from "./visibility-queries";

/** A collection's id in SQL; `default` is the viewer's own. */
export function collectionIdOf(scope: ViewScope, collectionId: string): SQL {
  if (collectionId !== "default") return sql`${collectionId}::uuid`;
  return sql`(select c.id from collections c where c.owner_id = ${scope.viewerId} and c.is_default limit 1)`;
}

/**
 * Whether an image (of the table `images`) passes a filter: the whole condition, scope included.
 * Without a collection these are the viewer's own images; with one, all in it that the viewer may
 * see, which is nothing when they may not see the collection. What is hidden from the viewer matches
 * as it is shown: without a position, not a favourite, and so on.
 */
export function matchesFilter(scope: ViewScope, filter: ImageFilter): SQL {
  const conditions = [...whereItIs(scope, filter), ...whatIsShown(filter), ...whatIsHidden(scope, filter)];
  return and(...conditions) as SQL;
}

function whereItIs(scope: ViewScope, { collectionId, place }: ImageFilter): (SQL | undefined)[] {
  const isOwn = sql`${images.ownerId} = ${scope.viewerId}`;
  const isInPlace = sql`${images.place} = ${place}`;
  if (collectionId === undefined) return [isOwn, isInPlace];
  return [
    isInPlace,
    place === "library" ? undefined : isOwn,
    sql`exists (select 1 from memberships m
      join collection_access a on a.collection_id = m.collection_id and a.user_id = ${scope.viewerId}
      where m.image_id = ${images.id} and m.collection_id = ${collectionIdOf(scope, collectionId)})`,
  ];
}

function whatIsShown(filter: ImageFilter): (SQL | undefined)[] {
  const { status, takenFrom, takenTo, addedFrom, addedTo, widthMin, heightMin } = filter;
  return [
    given(status, (value) => sql`${images.status} = ${value}`),
    given(takenFrom, (value) => sql`${images.takenLocal} >= ${value}::timestamp`),
    given(takenTo, (value) => notAfter(sql`${images.takenLocal}`, sql`${value}::timestamp`, value)),
    given(addedFrom, (value) => sql`${images.addedAt} >= ${toMoment(value)}`),
    given(addedTo, (value) => notAfter(sql`${images.addedAt}`, toMoment(value), value)),
    given(widthMin, (value) => sql`${images.width} >= ${value}`),
    given(heightMin, (value) => sql`${images.height} >= ${value}`),
    // No step gives labels yet.
    given(filter.label, () => sql`false`),
  ];
}

/** Everything is known of own images: only in a collection it is asked whose they are. */
function whatIsHidden(scope: ViewScope, filter: ImageFilter): (SQL | undefined)[] {
  const { favourite, ratingMin, hasPosition, url, metadata } = filter;
  const inCollection = filter.collectionId !== undefined;
  const isOwn = inCollection ? sql`${images.ownerId} = ${scope.viewerId}` : sql`true`;
  const isKnown = inCollection ? knowsDetails(scope) : sql`true`;
  return [
    given(favourite, (value) => sql`(${isOwn} and ${images.favourite}) = ${value}::boolean`),
    given(ratingMin, (value) => sql`${isOwn} and ${images.rating} >= ${value}`),
    given(hasPosition, (value) => sql`(${isKnown} and ${images.latitude} is not null) = ${value}::boolean`),
    given(url, (value) => sql`${isKnown} and ${images.sourceUrl} = ${spellSourceUrl(value)}`),
    given(metadata, (value) => sql`${isKnown} and ${images.metadata} @> ${JSON.stringify(value)}::jsonb`),
    given(filter.camera, (value) => sql`${isKnown} and ${hasCamera(value)}`),
    ...(filter.tag ?? []).map((tag) => hasTag(tag, isKnown)),
  ];
}

/** Tags that came with the file are hidden with the other details, see `hideFileWords`. */
function hasTag(tag: string, isKnown: SQL): SQL {
  return sql`${images.tags} @> array[${tag}::text]
    and (${isKnown} or not coalesce(${images.exif}->'keywords' @> to_jsonb(${tag}::text), false))`;
}

function hasCamera(text: string): SQL {
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  return sql`(concat_ws(' ', ${images.cameraMake}, ${images.cameraModel}) ilike ${pattern} or ${images.lens} ilike ${pattern})`;
}

/** A day ends with its last moment. */
function notAfter(time: SQL, limit: SQL, text: string): SQL {
  return text.length === 10 ? sql`${time} < ${limit} + interval '1 day'` : sql`${time} <= ${limit}`;
}

/** A day of UTC, or a moment. */
function toMoment(text: string): SQL {
  return text.length === 10 ? sql`(${text}::timestamp at time zone 'UTC')` : sql`${text}::timestamptz`;
}

function given<T>(value: T | undefined, condition: (value: T) => SQL): SQL | undefined {
  return value === undefined ? undefined : condition(value);
}
