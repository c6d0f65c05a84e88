/** What a person decided about two pictures. */
export type DecidedPair = { imageId: string; ofImageId: string; decision: "duplicate" | "alternate" | "not-related" };

/**
 * [Note: Decisions are facts] What a person decided about two pictures holds for good, also when there
 * is new evidence. Pictures that are duplicates of each other are one thing, however many steps apart: a
 * decision about one holds for all of them. So is what is another shot of the same scene, of all that are
 * shots of it. "Not related" holds between two things, and goes no further: what a has nothing to do with
 * may still be related to another shot of the scene that a is in.
 */
export class DecidedPairs {
  private readonly things = new Map<string, string>();
  private readonly scenes = new Map<string, string>();
  private readonly unrelated: DecidedPair[] = [];
  private unrelatedThings: Set<string> | undefined;

  add(pair: DecidedPair): void {
    this.unrelatedThings = undefined;
    if (pair.decision === "not-related") this.unrelated.push(pair);
    else join(this.scenes, pair.imageId, pair.ofImageId);
    if (pair.decision === "duplicate") join(this.things, pair.imageId, pair.ofImageId);
  }

  /** Whether a decision about these two, or one that it follows from, is among those that were added. */
  has(imageId: string, ofImageId: string): boolean {
    if (rootOf(this.scenes, imageId) === rootOf(this.scenes, ofImageId)) return true;
    if (this.unrelated.length === 0) return false;
    this.unrelatedThings ??= new Set(this.unrelated.map((pair) => this.keyOf(pair.imageId, pair.ofImageId)));
    return this.unrelatedThings.has(this.keyOf(imageId, ofImageId));
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
