import { type SQL, sql } from "drizzle-orm";
import type { Scope } from "../auth/access";
import type { Db } from "../db/client";
import { toUuids } from "../db/columns";
import { visitInTurns } from "../feature-index/breath";
import { duplicateLayer } from "../images/schema";
import { limits } from "../limits";
import { type DuplicateGroup, type PairEvidence, type PairKind, pairEvidence } from "./schema";
import { addGoings, type FoundPair, type Goings } from "./shared-part";

/** Pairs of one query, so that none holds the embedded database for long. */
const pairsPerQuery = 2_500;

/** Neither picture of the pair `p` is in the trash, and nobody is known to have decided about the two; a decision may still follow from others. */
export function isOpen(scope: Scope): SQL {
  // One look-up by the key each: as a join, planned before the database has counted new rows, it can take minutes.
  const isHere = (id: SQL) => sql`(select i.place <> 'trash' from images i where i.id = ${id} and i.owner_id = ${scope.ownerId})`;
  const isDecided = (id: SQL, ofId: SQL) => sql`coalesce((select d.owner_id = p.owner_id from duplicate_decisions d
    where d.image_id = ${id} and d.of_image_id = ${ofId}), false)`;
  const [id, ofId] = [sql`p.image_id`, sql`p.of_image_id`];
  return sql`p.owner_id = ${scope.ownerId} and p.is_open and ${isHere(id)} and ${isHere(ofId)}
    and not ${isDecided(id, ofId)} and not ${isDecided(ofId, id)}`;
}

/** Whether a pair is of a kind: of the layer, and no surer layer calls it a duplicate. */
function isOfKind(kind: PairKind): SQL {
  const surer = duplicateLayer.options.slice(0, kind === "similar" ? undefined : duplicateLayer.options.indexOf(kind));
  const noneSurer = sql`not exists (select 1 from duplicate_pairs s where s.image_id = p.image_id and s.of_image_id = p.of_image_id
    and s.verdict = 'duplicate' and s.layer = any(${`{${surer.join(",")}}`}::text[]))`;
  return kind === "similar"
    ? sql`p.verdict = 'similar' and ${noneSurer}`
    : sql`p.layer = ${kind} and p.verdict = 'duplicate' and ${noneSurer}`;
}

export type OpenPairs = Goings & {
  pairs: [string, string][];
  /** Whether these are all. */
  complete: boolean;
};

/** Undecided pairs outside the trash, of one kind or of all, the oldest evidence first. */
export async function listOpenPairs(db: Db, scope: Scope, kind?: PairKind): Promise<OpenPairs> {
  const open: Omit<OpenPairs, "complete"> = { pairs: [], goings: [], equals: [] };
  const isWanted = kind ? isOfKind(kind) : sql`true`;
  let afterId = "00000000-0000-0000-0000-000000000000";
  while (open.pairs.length < limits.duplicates.groupPairsMax) {
    const rows = await db.execute<FoundPair & { id: string }>(sql`
      select p.id, ${foundPair} from duplicate_pairs p
      where p.id > ${afterId} and ${isOpen(scope)} and ${isWanted} order by p.id limit ${pairsPerQuery}`);
    await visitInTurns(rows, (row) => {
      open.pairs.push([row.imageId, row.ofImageId]);
      addGoings(open, row);
    });
    if (rows.length < pairsPerQuery) return { ...open, complete: true };
    afterId = rows.at(-1)?.id ?? afterId;
  }
  return { ...open, complete: false };
}

/** What tells of the pair `p` which of the two may go, as `FoundPair`. */
export const foundPair = sql`p.image_id as "imageId", p.of_image_id as "ofImageId", p.layer, p.verdict,
  case when p.layer = 'view' and p.verdict = 'duplicate' then p.evidence -> 'transform' end as transform, p.evidence ->> 'holdsMore' as "holdsMore"`;

/** Evidence that some pictures and another one are duplicates, of whatever was decided, and that any two of them have the same pixels. */
export async function listDuplicatesOf(db: Db, scope: Scope, imageId: string, amongIds: readonly string[]): Promise<FoundPair[]> {
  const ids = toUuids([imageId, ...amongIds]);
  return db.execute<FoundPair>(sql`
    select ${foundPair} from duplicate_pairs p
    where p.owner_id = ${scope.ownerId} and p.verdict = 'duplicate' and p.image_id = any(${ids}) and p.of_image_id = any(${ids})
      and (p.layer in ('bytes', 'pixels') or p.image_id = ${imageId} or p.of_image_id = ${imageId})`);
}

/** Ids of held images, oldest first, up to `groupPairsMax`. */
export async function listHeldIds(db: Db, scope: Scope): Promise<string[]> {
  const rows = await db.execute<{ id: string }>(sql`
    select id from images where owner_id = ${scope.ownerId} and place = 'held' order by id limit ${limits.duplicates.groupPairsMax}`);
  return rows.map(({ id }) => id);
}

/** Pairs of one group in an answer. */
const pairsPerGroup = 500;

/** Undecided evidence among some images, each pair by its surest layer; the surest and nearest first. */
export async function listPairsAmong(db: Db, scope: Scope, imageIds: readonly string[]): Promise<DuplicateGroup["pairs"]> {
  const ids = toUuids(imageIds);
  const rank = sql`array_position(${`{${duplicateLayer.options.join(",")}}`}::text[], p.layer)`;
  const rows = await db.execute<DuplicateGroup["pairs"][number]>(sql`
    select "imageId", "ofImageId", layer, verdict, distance, evidence from (
      select distinct on (p.image_id, p.of_image_id) p.image_id as "imageId", p.of_image_id as "ofImageId",
        p.layer, p.verdict, p.distance, p.evidence, ${rank} as rank
      from duplicate_pairs p
      where p.image_id = any(${ids}) and p.of_image_id = any(${ids}) and ${isOpen(scope)}
      order by p.image_id, p.of_image_id, ${rank}) as surest
    order by rank, case when layer = 'embedding' then -distance else distance end, "imageId", "ofImageId" limit ${pairsPerGroup}`);
  return rows.map((row) => ({ ...row, evidence: toPairEvidence(row.evidence) }));
}

/** What a page needs of a pair's evidence; what is of another shape is left out. */
function toPairEvidence(evidence: Record<string, unknown>): PairEvidence {
  const fields = Object.entries(pairEvidence.shape).map(([name, field]) => [name, field.safeParse(evidence[name]).data]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

export type GroupMember = { id: string; ownerId: string; place: "library" | "held" | "trash" };

/** Images by id, locked until the transaction ends, in the order of their ids. */
export async function lockMembers(tx: Db, scope: Scope, imageIds: readonly string[]): Promise<GroupMember[]> {
  return tx.execute<GroupMember>(sql`
    select id, owner_id as "ownerId", place from images
    where owner_id = ${scope.ownerId} and id = any(${toUuids(imageIds)}) order by id for no key update`);
}

/**
 * Moves images; `trashReason` says why they go to the trash. What is there already is not written again, and keeps its
 * reason and day. Of what was held it is noted down until when, by which `listHeldBefore` finds it.
 */
export async function moveImages(
  tx: Db,
  scope: Scope,
  imageIds: readonly string[],
  to: { place: "library" | "held" } | { place: "trash"; trashReason: string; trashedAt: Date },
): Promise<void> {
  const [reason, at] = to.place === "trash" ? [to.trashReason, to.trashedAt.toISOString()] : [null, null];
  await tx.execute(sql`
    update images set place = ${to.place}, trash_reason = ${reason}, trashed_at = ${at}::timestamptz, held_until = ${heldUntil(to.place)}
    where owner_id = ${scope.ownerId} and id = any(${toUuids(imageIds)}) and place <> ${to.place}`);
}

/** What moving an image leaves in `held_until`: the moment of all that is decided in the same transaction, if it was held. */
export function heldUntil(toPlace: GroupMember["place"]): SQL {
  return toPlace === "held" ? sql`null` : sql`case place when 'held' then now() else held_until end`;
}

/** Which of these images are in the trash for one of these reasons. */
export async function listTrashedFor(
  tx: Db,
  scope: Scope,
  imageIds: readonly string[],
  trashReasons: readonly string[],
): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(sql`
    select id from images where owner_id = ${scope.ownerId} and id = any(${toUuids(imageIds)}) and place = 'trash'
      and trash_reason = any(${`{${trashReasons.join(",")}}`}::text[]) order by id`);
  return rows.map(({ id }) => id);
}
