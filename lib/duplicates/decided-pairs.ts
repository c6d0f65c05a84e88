/** What a person decided about two pictures. */
export type DecidedPair = { imageId: string; ofImageId: string; decision: "duplicate" | "alternate" | "not-related" };

/**
 * [Note: Decisions are facts] What a person decided about two pictures holds for good, also when there
 * is new evidence. Pictures that are duplicates of each other are one thing, however many steps apart: a
 * decision about one holds for all of them. So is what is another shot of the same scene, of all that are
 * shots of it. "Not related" holds between two things, and goes no further: what a has nothing to do with
 * may still be related to another shot of the scene that a is in. Of many pictures of which no two have
 * to do with each other it is noted down that they are one set.
 */
export class DecidedPairs {
  private readonly things = new Map<string, string>();
  private readonly scenes = new Map<string, string>();
  private readonly unrelated: DecidedPair[] = [];
  private readonly setsOf = new Map<string, string[]>();
  /** Of things, not of images; made again when there is more. */
  private unrelatedThings: Set<string> | undefined;
  private setsOfThings: Map<string, Set<string>> | undefined;

  add(pair: DecidedPair): void {
    this.unrelatedThings = undefined;
    this.setsOfThings = undefined;
    if (pair.decision === "not-related") this.unrelated.push(pair);
    else join(this.scenes, pair.imageId, pair.ofImageId);
    if (pair.decision === "duplicate") join(this.things, pair.imageId, pair.ofImageId);
  }

  /** Adds that an image is one of a set in which no two have to do with each other. */
  addApart({ setId, imageId }: { setId: string; imageId: string }): void {
    this.setsOfThings = undefined;
    const sets = this.setsOf.get(imageId);
    if (sets) sets.push(setId);
    else this.setsOf.set(imageId, [setId]);
  }

  /** Whether a decision about these two, or one that it follows from, is among those that were added. */
  has(imageId: string, ofImageId: string): boolean {
    if (rootOf(this.scenes, imageId) === rootOf(this.scenes, ofImageId)) return true;
    return this.areUnrelated(imageId, ofImageId) || this.areSetApart(imageId, ofImageId);
  }

  private areUnrelated(imageId: string, ofImageId: string): boolean {
    if (this.unrelated.length === 0) return false;
    this.unrelatedThings ??= new Set(this.unrelated.map((pair) => this.keyOf(pair.imageId, pair.ofImageId)));
    return this.unrelatedThings.has(this.keyOf(imageId, ofImageId));
  }

  private areSetApart(imageId: string, ofImageId: string): boolean {
    if (this.setsOf.size === 0) return false;
    this.setsOfThings ??= this.gatherSets();
    const others = this.setsOfThings.get(rootOf(this.things, ofImageId));
    const own = others && this.setsOfThings.get(rootOf(this.things, imageId));
    return own !== undefined && [...own].some((setId) => others?.has(setId));
  }

  private gatherSets(): Map<string, Set<string>> {
    const gathered = new Map<string, Set<string>>();
    for (const [imageId, setIds] of this.setsOf) {
      const thing = rootOf(this.things, imageId);
      gathered.set(thing, new Set([...(gathered.get(thing) ?? []), ...setIds]));
    }
    return gathered;
  }

  private keyOf(imageId: string, ofImageId: string): string {
    const [a, b] = [rootOf(this.things, imageId), rootOf(this.things, ofImageId)];
    return a < b ? `${a} ${b}` : `${b} ${a}`;
  }
}

/** The node that stands for all that it was joined with; the way there is cut short. */
function rootOf(parents: Map<string, string>, id: string): string {
  let root = id;
  for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) root = parent;
  for (let node = id; node !== root; ) {
    const parent = parents.get(node) as string;
    parents.set(node, root);
    node = parent;
  }
  return root;
}

function join(parents: Map<string, string>, a: string, b: string): void {
  const [rootA, rootB] = [rootOf(parents, a), rootOf(parents, b)];
  if (rootA !== rootB) parents.set(rootB, rootA);
}
