import type { FilterKind } from "./query";

/** How each filter is written, the usual way first, and what is said about it. */
export const queryKeys: Record<FilterKind, { names: readonly [string, ...string[]]; says: string }> = {
  person: { names: ["person", "people"], says: "Who is in the picture" },
  in: { names: ["in", "collection", "album"], says: "In a collection" },
  tag: { names: ["tag", "tags"], says: "With a tag" },
  label: { names: ["label", "labels"], says: "What a model sees in it" },
  camera: { names: ["camera", "lens"], says: "A part of the camera's or lens's name" },
  near: { names: ["near"], says: "Near a place or a position: near:Paris, near:48.85,2.35,5km" },
  before: { names: ["before"], says: "Taken before a day, month or year" },
  after: { names: ["after"], says: "Taken after a day, month or year" },
  on: { names: ["on", "date", "taken"], says: "Taken on a day, in a month, season or year" },
  is: { names: ["is"], says: "Favourite, held, trashed, stacked, animated, portrait, landscape, square" },
  has: { names: ["has"], says: "Position, camera, title, description, tags, rating, labels, caption, text" },
  type: { names: ["type", "format"], says: "Format of the file" },
  larger: { names: ["larger", "bigger"], says: "At least so large: larger:10mp, larger:5MB" },
  smaller: { names: ["smaller"], says: "At most so large: smaller:2mp, smaller:500KB" },
  colour: { names: ["color", "colour"], says: "One of its main colours" },
  rating: { names: ["rating", "stars"], says: "At least so many stars; exactly: rating:=4" },
};

const kindByName = new Map(
  (Object.keys(queryKeys) as FilterKind[]).flatMap((kind) => queryKeys[kind].names.map((name) => [name, kind] as const)),
);

/** The filter that a name before a colon stands for, in any case of letters. */
export function findFilterKind(name: string): FilterKind | undefined {
  return kindByName.get(name.toLowerCase());
}
