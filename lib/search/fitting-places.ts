import { foldName } from "./known-facets";

/**
 * Which of these places a text means, without case and accents: the one that is called so, else those whose name begins with
 * it, else those with a word that begins with it, in their order. Pure.
 */
export function findFittingPlaces(text: string, places: readonly string[]): string[] {
  const asked = foldName(text);
  const named = places.map((place) => ({ place, folded: foldName(place) }));
  const whole = named.find(({ folded }) => folded === asked);
  if (whole) return [whole.place];
  const begun = named.filter(({ folded }) => folded.startsWith(asked));
  const fitting = begun.length > 0 ? begun : named.filter(({ folded }) => listTails(folded).some((tail) => tail.startsWith(asked)));
  // Names that differ in case and accents alone are one place.
  return [...new Map(fitting.toReversed().map(({ place, folded }) => [folded, place])).values()].toReversed();
}

/** What stands from each word of a name on. */
function listTails(name: string): string[] {
  return [...name.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)].map(({ index }) => name.slice(index));
}
