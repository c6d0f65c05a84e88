import { and, type SQL, sql } from "drizzle-orm";
import type { ViewScope } from "../auth/access";
import { images } from "../db/schema/images";
import { collectionIdOf, hasCamera, type Sight, whereMeets } from "./condition-queries";
import type { ImageCondition } from "./conditions";
import type { ImageFilter } from "./list-schema";
import { spellSourceUrl } from "./source-url";
import { knowsDetails } from "./visibility-queries";

/** A filter, and what a line of the search box asks besides. */
export type ImageSelection = ImageFilter & { conditions?: readonly ImageCondition[] };

/**
 * Whether an image (of the table `images`) passes a filter: the whole condition, scope included.
 * Without a collection these are the viewer's own images; with one, all in it that the viewer may
 * see, which is nothing when they may not see the collection. What is hidden from the viewer matches
 * as it is shown: without a position, not a favourite, and so on.
 */
export function matchesFilter(scope: ViewScope, filter: ImageSelection): SQL {
  const sight = sightOf(scope, filter);
  const asked = [...toConditions(filter), ...(filter.conditions ?? [])].map((condition) => whereMeets(sight, condition));
  return and(...whereItIs(scope, filter), ...whatIsShown(filter), ...whatIsHidden(sight, filter), ...asked) as SQL;
}

/** Everything is known of own images: only in a collection it is asked whose they are. */
export function sightOf(scope: ViewScope, { collectionId }: Pick<ImageFilter, "collectionId">): Sight {
  if (collectionId === undefined) return { scope, isOwn: sql`true`, isKnown: sql`true`, all: true };
  return { scope, isOwn: sql`${images.ownerId} = ${scope.viewerId}`, isKnown: knowsDetails(scope), all: false };
}

function toConditions(filter: ImageFilter): ImageCondition[] {
  const all = <T>(given: readonly T[] | undefined, condition: (one: T) => ImageCondition) => (given ?? []).map(condition);
  const none = <T>(given: readonly T[] | undefined, condition: (one: T) => ImageCondition) =>
    all(given, (one) => ({ of: "not", condition: condition(one) }));
  const { type, notType, near, pixelsMin, pixelsMax, bytesMin, bytesMax, ratingMax } = filter;
  return [
    ...all(filter.label, (text) => ({ of: "label", text })),
    ...none(filter.notLabel, (text) => ({ of: "label", text })),
    ...none(filter.notTag, (text) => ({ of: "tag", text })),
    ...none(filter.notCamera, (text) => ({ of: "camera", text })),
    ...all(filter.colour, (colour) => ({ of: "colour", colour })),
    ...none(filter.notColour, (colour) => ({ of: "colour", colour })),
    ...none(filter.notCollectionId, (collectionId) => ({ of: "collection", collectionId })),
    ...(type ? [{ of: "any" as const, conditions: all(type, (format) => ({ of: "format", format })) }] : []),
    ...none(notType, (format) => ({ of: "format", format })),
    ...(near ? [{ of: "near" as const, ...near }] : []),
    ...((pixelsMin ?? pixelsMax) ? [{ of: "pixels" as const, min: pixelsMin, max: pixelsMax }] : []),
    ...((bytesMin ?? bytesMax) ? [{ of: "bytes" as const, min: bytesMin, max: bytesMax }] : []),
    ...(ratingMax === undefined ? [] : [{ of: "rating" as const, max: ratingMax }]),
  ];
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
  ];
}

function whatIsHidden({ isOwn, isKnown }: Sight, filter: ImageFilter): (SQL | undefined)[] {
  const { favourite, ratingMin, hasPosition, url, metadata } = filter;
  return [
    given(favourite, (value) => sql`${sql.raw(value ? "" : "not")} (${isOwn} and ${images.favourite})`),
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
