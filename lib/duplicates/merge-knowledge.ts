import { limits } from "../limits";

type Taken = { local: string; offsetMin: number | null; utc: string | null; source: "exif" | "file" | "added" | "person" };

/** What is known of a picture beyond its pixels, as merging sees it. */
export type Knowledge = {
  title: string | null;
  description: string | null;
  tags: string[];
  /** Tags and the description that came with a file, of whichever picture, see `hideFileWords`. */
  fileTags: string[];
  fileDescription: string | null;
  rating: number | null;
  favourite: boolean;
  position: { latitude: number; longitude: number; altitudeM: number | null } | null;
  /** Its person took away the position that its file has, see [Note: Position of a person]. */
  hidesPosition: boolean;
  taken: Taken;
  /** What scripts keep with it. */
  metadata: Record<string, unknown>;
  collectionIds: string[];
};

/** Fields with one value. What undoing meets of another value than `after` is somebody's since, and stays. */
type Field = "title" | "description" | "fileDescription" | "rating" | "favourite" | "position" | "taken" | "metadata";
type Change<F extends Field = Field> = { before: Knowledge[F]; after: Knowledge[F] };
type List = "tags" | "fileTags" | "collectionIds";
const fields: readonly Field[] = ["title", "description", "fileDescription", "rating", "favourite", "position", "taken", "metadata"];
const lists: readonly List[] = ["tags", "fileTags", "collectionIds"];

/**
 * What a kept picture took over from one other: enough to give all of it back, also when several
 * were merged into it and are taken apart again in another order.
 */
export type Merge = {
  /** Null: of pictures of a choice that was made before sources were noted. */
  fromId: string | null;
  fields: Partial<Record<Field, Change>>;
  /** What was added to each list. */
  added: Partial<Record<List, string[]>>;
};

/** Times from the weakest to the strongest. */
const strengths: readonly Taken["source"][] = ["added", "file", "exif", "person"];

/**
 * Merges what another picture knows into a kept one. Collections and tags come together; either is
 * a favourite; the higher rating; a title and a position where the kept one has none (and its person did
 * not take it away); a time of taking where its own is weaker (a person's before EXIF's before the
 * file's date; of two dates of files the older); scripts' metadata where the kept one has none at all. The
 * address that the other was imported from stays with it: adding it again would put other bytes in the place
 * of the kept original. Two descriptions by people are both kept, one below
 * the other; a person's words come before a file's. `merge` is undefined when the kept one knew everything already. Faces are added here when
 * pictures have them.
 */
export function takeOver(kept: Knowledge, other: Knowledge & { id: string }): { after: Knowledge; merge: Merge | undefined } {
  const description = mergeDescriptions(kept, other);
  const isOfOthersFile = description !== kept.description && description === other.fileDescription;
  const union = (list: List) => [...kept[list], ...other[list].filter((value) => !kept[list].includes(value))];
  const tags = union("tags").slice(0, Math.max(limits.text.tagsMax, kept.tags.length));
  const after: Knowledge = {
    title: kept.title ?? other.title,
    description,
    tags,
    fileTags: union("fileTags").filter((tag) => kept.fileTags.includes(tag) || (tags.includes(tag) && !kept.tags.includes(tag))),
    fileDescription: isOfOthersFile ? other.fileDescription : kept.fileDescription,
    rating: kept.rating === null || other.rating === null ? (kept.rating ?? other.rating) : Math.max(kept.rating, other.rating),
    favourite: kept.favourite || other.favourite,
    position: kept.position ?? (kept.hidesPosition ? null : other.position),
    hidesPosition: kept.hidesPosition,
    taken: isStronger(other.taken, kept.taken) ? other.taken : kept.taken,
    metadata: Object.keys(kept.metadata).length > 0 ? kept.metadata : other.metadata,
    collectionIds: union("collectionIds"),
  };
  const merge = describeMerge(kept, after, other.id);
  return { after, merge };
}

function mergeDescriptions(kept: Knowledge, other: Knowledge): string | null {
  if (other.description === null) return kept.description;
  const isPersons = ({ description, fileDescription }: Knowledge) => description !== null && description !== fileDescription;
  if (!isPersons(other)) return kept.description === null && kept.fileDescription === null ? other.description : kept.description;
  if (kept.description === null || !isPersons(kept)) return other.description;
  if (kept.description.includes(other.description)) return kept.description;
  const both = `${kept.description}\n\n${other.description}`;
  return both.length <= limits.text.descriptionLengthMax ? both : kept.description;
}

function isStronger(taken: Taken, than: Taken): boolean {
  const [mine, theirs] = [strengths.indexOf(taken.source), strengths.indexOf(than.source)];
  if (mine !== theirs) return mine > theirs;
  if (taken.source === "file") return taken.local < than.local;
  return taken.local === than.local && taken.offsetMin !== null && than.offsetMin === null && taken.source !== "added";
}

function describeMerge(before: Knowledge, after: Knowledge, fromId: string): Merge | undefined {
  const changed = fields.filter((field) => !isEqual(before[field], after[field]));
  const grown = lists.filter((list) => after[list].length > before[list].length);
  if (changed.length + grown.length === 0) return undefined;
  return {
    fromId,
    fields: Object.fromEntries(changed.map((field) => [field, { before: before[field], after: after[field] }])),
    added: Object.fromEntries(grown.map((list) => [list, after[list].filter((value) => !before[list].includes(value))])),
  };
}

/**
 * Takes merges apart again: each value goes back to what it was before, unless somebody has changed it
 * since; tags and collections that were added are taken away, unless another picture that stays merged
 * (`others`, by id) brings them too. Gives what is known then, and the merges that remain.
 */
export function giveBack(
  current: Knowledge,
  merges: readonly Merge[],
  isUndone: (merge: Merge) => boolean,
  others: ReadonlyMap<string, Knowledge>,
): { after: Knowledge; merges: Merge[] } {
  let after = current;
  let remaining = merges.map((merge) => structuredClone(merge));
  for (const merge of [...remaining].reverse().filter(isUndone)) {
    const later = remaining.slice(remaining.indexOf(merge) + 1);
    remaining = remaining.filter((one) => one !== merge);
    for (const field of fields) after = giveFieldBack(after, field, merge, later);
    for (const list of lists) after = giveListBack(after, list, merge, remaining, others);
  }
  return { after, merges: remaining };
}

/** A later merge that built on the value builds on what was before it from now on. */
function giveFieldBack(current: Knowledge, field: Field, merge: Merge, later: readonly Merge[]): Knowledge {
  const change = merge.fields[field];
  if (!change) return current;
  const builtOn = later.map((one) => one.fields[field]).find((one) => one && isEqual(one.before, change.after));
  if (builtOn) builtOn.before = change.before;
  else if (isEqual(current[field], change.after)) return { ...current, [field]: change.before };
  return current;
}

function giveListBack(
  current: Knowledge,
  list: List,
  merge: Merge,
  remaining: readonly Merge[],
  others: ReadonlyMap<string, Knowledge>,
): Knowledge {
  const leaving = new Set(merge.added[list]);
  for (const one of remaining) {
    const brought = one.fromId === null ? undefined : others.get(one.fromId)?.[list];
    const kept = [...leaving].filter((value) => brought?.includes(value));
    if (kept.length === 0) continue;
    one.added[list] = [...(one.added[list] ?? []), ...kept];
    for (const value of kept) leaving.delete(value);
  }
  return leaving.size === 0 ? current : { ...current, [list]: current[list].filter((value) => !leaving.has(value)) };
}

/** The database gives keys of an object in another order than they came. */
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => isEqual(left[key], right[key]));
}

/** What is kept of merges (`images.taken_over`), also as it was kept before sources were noted. */
export function readMerges(takenOver: unknown): Merge[] {
  if (typeof takenOver !== "object" || takenOver === null) return [];
  if ("merges" in takenOver) return (takenOver as { merges: Merge[] }).merges;
  const { favourite, collectionIds } = takenOver as { favourite: boolean; collectionIds: string[] };
  const fieldsThen: Merge["fields"] = favourite ? { favourite: { before: false, after: true } } : {};
  return [{ fromId: null, fields: fieldsThen, added: { collectionIds } }];
}
