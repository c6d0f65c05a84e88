import { createBreath, visitInTurns } from "../feature-index/breath";

/**
 * The connected components of a graph given by its edges, each as its node ids in ascending order:
 * the largest first, and the one with the smallest id first among equals. Others run in between.
 */
export async function findComponents(edges: Iterable<readonly [string, string]>): Promise<string[][]> {
  const parents = new Map<string, string>();
  await visitInTurns(edges, ([a, b]) => {
    const [rootA, rootB] = [findRoot(parents, a), findRoot(parents, b)];
    if (rootA === rootB) return;
    if (rootA < rootB) parents.set(rootB, rootA);
    else parents.set(rootA, rootB);
  });
  const components = new Map<string, string[]>();
  await visitInTurns(parents.keys(), (id) => {
    const root = findRoot(parents, id);
    const members = components.get(root);
    if (members) members.push(id);
    else components.set(root, [id]);
  });
  const breathe = createBreath();
  const sorted: string[][] = [];
  for (const members of components.values()) {
    await breathe();
    sorted.push(members.sort());
  }
  await breathe();
  return sorted.sort((a, b) => b.length - a.length || ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1));
}

/** The node at the top, with every second step on the way there cut short. */
function findRoot(parents: Map<string, string>, id: string): string {
  let node = id;
  for (let parent = parents.get(node); parent !== node; parent = parents.get(node)) {
    if (parent === undefined) {
      parents.set(node, node);
      return node;
    }
    const above = parents.get(parent) ?? parent;
    parents.set(node, above);
    node = above;
  }
  return node;
}
