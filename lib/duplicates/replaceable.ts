import { visitInTurns } from "../feature-index/breath";
import { findComponents } from "./find-components";
import { addGoings, type FoundPair, type Goings } from "./shared-part";

/** Which pictures may go for which, see [Note: What may go]. */
export class Replaceable {
  private constructor(
    private readonly classOf: ReadonlyMap<string, string>,
    private readonly goersOf: ReadonlyMap<string, ReadonlySet<string>>,
  ) {}

  /**
   * By the pictures of which one may go for the other itself: a chain of them says nothing, unless it is of files of the
   * same pixels, which stand for each other.
   */
  static async from({ goings, equals }: Goings): Promise<Replaceable> {
    const classOf = new Map<string, string>();
    for (const ids of await findComponents(equals)) await visitInTurns(ids, (id) => classOf.set(id, ids[0] ?? id));
    const goersOf = new Map<string, Set<string>>();
    await visitInTurns(goings, ([goingId, keptId]) => {
      const [going, kept] = [classOf.get(goingId) ?? goingId, classOf.get(keptId) ?? keptId];
      const goers = goersOf.get(kept);
      if (goers) goers.add(going);
      else goersOf.set(kept, new Set([going]));
    });
    return new Replaceable(classOf, goersOf);
  }

  /** By all evidence of some pairs. */
  static async fromPairs(pairs: readonly FoundPair[]): Promise<Replaceable> {
    const found: Goings = { goings: [], equals: [] };
    for (const pair of pairs) addGoings(found, pair);
    return Replaceable.from(found);
  }

  /** Whether one picture may go for another one. */
  has(goingId: string, keptId: string): boolean {
    const [going, kept] = [this.classOf.get(goingId) ?? goingId, this.classOf.get(keptId) ?? keptId];
    return goingId !== keptId && (going === kept || (this.goersOf.get(kept)?.has(going) ?? false));
  }
}
