import type { PersonName, World } from "./world";

/** [Note: What may be told] What each person may learn of, as patterns of the names of things; a pattern of one's own things is not repeated. */
const sharedThings = [
  /^olga\.shared$/,
  /^carl\.guest$/,
  /^collection olga\.shared$/,
  /^member olga\.shared/,
  /^(olga|vera|gwen|carl|ed|dave)$/,
  /^group olga\.circle$/,
];
const seen: Record<PersonName | "link", readonly RegExp[]> = {
  stan: [/^collection fred\.invited$/, /^member fred\.invited stan$/, /^group fred\.ring$/, /^fred$/],
  vera: sharedThings,
  gwen: [...sharedThings, /^group carl\.band$/],
  carl: sharedThings,
  ed: sharedThings,
  dave: [],
  olga: sharedThings,
  anna: [/^\w+$/, /^(collection |member )?alma\.(shown|own)/],
  alma: [],
  fred: [],
  link: [/^olga\.(shared|linked)$/, /^link olga\.\w+link$/, /^carl\.guest$/],
};

function mayLearn(who: PersonName | "link" | null, name: string, more: readonly RegExp[]): boolean {
  if (name === "absent") return true;
  const patterns = [...(who ? seen[who] : []), ...more];
  if (patterns.some((pattern) => pattern.test(name))) return true;
  if (who === null || who === "link") return false;
  return new RegExp(`(^|\\s)${who}(\\.|$|\\s)`).test(name);
}

/** Names of what an answer tells that whoever gets it may not know. */
export function listLeaks(world: World, who: PersonName | "link" | null, body: string, more: readonly RegExp[]): string[] {
  const leaks = new Set<string>();
  const byId = byIdOf(world);
  for (const [id] of body.matchAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g)) {
    const name = byId.get(id);
    if (name !== undefined && !mayLearn(who, name, more)) leaks.add(name);
  }
  for (const [, owner = "", thing = ""] of body.matchAll(/SEEN_([a-z]+)_(\w+?)_/g)) {
    const names = [`${owner}.${thing}`, `collection ${owner}.${thing}`, `group ${owner}.${thing}`, `link ${owner}.${thing}`];
    if (!names.some((name) => mayLearn(who, name, more))) leaks.add(`text of ${owner}.${thing}`);
  }
  for (const [text, owner = ""] of body.matchAll(/HID_([a-z]+)_\w+?_\w*/gi))
    if (owner.toLowerCase() !== who && !more.some((pattern) => pattern.test(`hidden ${owner.toLowerCase()}`))) leaks.add(`hidden ${text}`);
  if (/12\.345|98\.765/.test(body) && who === "link" && !more.some((pattern) => pattern.test("a position"))) leaks.add("a position");
  return [...leaks];
}

const known = new WeakMap<World, Map<string, string>>();

function byIdOf(world: World): Map<string, string> {
  const made = known.get(world) ?? new Map(Object.entries(world.ids).map(([name, id]) => [id, name]));
  known.set(world, made);
  return made;
}
