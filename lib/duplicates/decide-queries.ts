import { type SQL, sql } from "drizzle-orm";
import { v7 as createId } from "uuid";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import type { Decision } from "./held-queries";

/** Keeps one decision about every pair of an image of `imageIds` and another one of `ofIds`. */
export async function decideAmong(
  tx: Db,
  scope: Scope,
  imageIds: readonly string[],
  ofIds: readonly string[],
  decision: Decision,
): Promise<void> {
  await tx.execute(sql`
    insert into duplicate_decisions (image_id, of_image_id, owner_id, decision)
    select distinct greatest(a, b), least(a, b), ${scope.ownerId}::uuid, ${decision}
    from unnest(${toUuids(imageIds)}) as a, unnest(${toUuids(ofIds)}) as b where a <> b
    on conflict (image_id, of_image_id) do update set decision = excluded.decision, decided_at = now()`);
}

/**
 * Keeps that pictures show one scene: each is noted down against the first one only, `alternates` as
 * other shots and `duplicates` as the same, since the rest follows, see [Note: Decisions are facts]. So
 * a group of any size is as many rows as it has pictures, also when they come in parts.
 */
export async function decideScene(
  tx: Db,
  scope: Scope,
  firstId: string,
  { alternates, duplicates }: { alternates: readonly string[]; duplicates: readonly string[] },
): Promise<void> {
  await decideAmong(tx, scope, alternates, [firstId], "alternate");
  await decideAmong(tx, scope, duplicates, [firstId], "duplicate");
  // Looked up by the key, one by one: a join with all of a large scene is planned as a loop over it.
  const isOfScene = (id: SQL) => sql`(${id} = ${firstId} or exists (select 1 from duplicate_decisions d
    where d.image_id = greatest(${firstId}::uuid, ${id}) and d.of_image_id = least(${firstId}::uuid, ${id})
      and d.owner_id = ${scope.ownerId} and d.decision <> 'not-related'))`;
  await closePairs(tx, scope, [...alternates, ...duplicates], isOfScene);
}

/** Of more than so many pictures that are set apart not every pair is noted down, but that they are one set. */
const pairsNotedMax = 20;

/** Keeps that no two of these pictures have to do with each other: by a row for each pair of a few, by one for each picture of many. */
export async function decideApart(tx: Db, scope: Scope, imageIds: readonly string[]): Promise<void> {
  const ids = toUuids(imageIds);
  if (imageIds.length <= pairsNotedMax) await decideAmong(tx, scope, imageIds, imageIds, "not-related");
  else
    await tx.execute(sql`
      insert into unrelated_images (set_id, image_id, owner_id) select ${createId()}::uuid, id, ${scope.ownerId}::uuid from unnest(${ids}) as id`);
  await closePairs(tx, scope, imageIds, (id) => sql`${id} = any(${ids})`);
}

/**
 * Keeps that pictures stay beside a first one, without saying what they are to each other: each is noted down as not
 * related to the first, which goes no further, see [Note: Decisions are facts]. `chosenIds` are those of them that
 * could have gone for it: no two of these come back either. Of the others two that nothing calls duplicates do not
 * come back; those that something does have not been looked at, and stay open.
 */
export async function decideBeside(
  tx: Db,
  scope: Scope,
  firstId: string,
  { besideIds, chosenIds }: { besideIds: readonly string[]; chosenIds: readonly string[] },
): Promise<void> {
  if (besideIds.length === 0) return;
  await decideAmong(tx, scope, besideIds, [firstId], "not-related");
  await closePairs(tx, scope, besideIds, (id) => sql`${id} = ${firstId}`);
  if (chosenIds.length > 1) await decideApart(tx, scope, chosenIds);
  const ids = toUuids(besideIds);
  await tx.execute(sql`
    with seen as materialized (
      select p.image_id, p.of_image_id from duplicate_pairs p
      where p.owner_id = ${scope.ownerId} and p.is_open and p.image_id = any(${ids}) and p.of_image_id = any(${ids})
      group by p.image_id, p.of_image_id having bool_and(p.verdict = 'similar')),
    noted as (
      insert into duplicate_decisions (image_id, of_image_id, owner_id, decision)
      select image_id, of_image_id, ${scope.ownerId}::uuid, 'not-related' from seen
      on conflict (image_id, of_image_id) do nothing)
    update duplicate_pairs p set is_open = false from seen
    where p.owner_id = ${scope.ownerId} and p.image_id = seen.image_id and p.of_image_id = seen.of_image_id`);
}

/** Notes down that evidence between some pictures and others, all decided about, is nothing to look at again. */
async function closePairs(tx: Db, scope: Scope, imageIds: readonly string[], isDecided: (id: SQL) => SQL): Promise<void> {
  const ids = toUuids(imageIds);
  const among = (from: SQL, to: SQL) => sql`
    update duplicate_pairs p set is_open = false
    where p.owner_id = ${scope.ownerId} and p.is_open and ${from} = any(${ids}) and ${isDecided(to)}`;
  await tx.execute(among(sql`p.image_id`, sql`p.of_image_id`));
  await tx.execute(among(sql`p.of_image_id`, sql`p.image_id`));
}

/** Lets evidence about these pictures be looked at again, as far as no decision is in the way. */
export async function openPairsOf(tx: Db, scope: Scope, imageIds: readonly string[]): Promise<void> {
  const ids = toUuids(imageIds);
  await tx.execute(sql`
    update duplicate_pairs set is_open = true where owner_id = ${scope.ownerId} and not is_open and (image_id = any(${ids}) or of_image_id = any(${ids}))`);
}

/** Forgets every decision about two of these images, and those sets of unrelated ones of which all are named; answers which images were called duplicates. */
export async function forgetDecisionsAmong(tx: Db, scope: Scope, imageIds: readonly string[]): Promise<string[]> {
  const ids = toUuids(imageIds);
  const forgotten = await tx.execute<{ imageId: string; decision: string }>(sql`
    delete from duplicate_decisions
    where owner_id = ${scope.ownerId} and image_id = any(${ids}) and of_image_id = any(${ids})
    returning image_id as "imageId", decision`);
  await tx.execute(sql`
    delete from unrelated_images where owner_id = ${scope.ownerId} and set_id in (
      select u.set_id from unrelated_images u
      where u.owner_id = ${scope.ownerId} and u.set_id in (select distinct set_id from unrelated_images where image_id = any(${ids}))
      group by u.set_id having bool_and(u.image_id = any(${ids})))`);
  await openPairsOf(tx, scope, imageIds);
  return forgotten.flatMap(({ imageId, decision }) => (decision === "duplicate" ? [imageId] : []));
}
