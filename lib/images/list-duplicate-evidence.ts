import type { Scope } from "../auth/access";
import type { Context } from "../context/context";
import { type EvidenceRow, listEvidence } from "./duplicate-queries";
import { type DuplicateEvidence, duplicateLayer } from "./schema";
import { toImageTile } from "./to-image-tile";

/** Layers from the surest to the weakest. */
const layers = duplicateLayer.options;

/**
 * What is known to repeat these images, in both directions, by image id: each twin once, by its
 * surest layer; the surest and nearest first. Twins in the trash are left out.
 */
export async function listDuplicateEvidence(
  ctx: Pick<Context, "db">,
  scope: Scope,
  imageIds: readonly string[],
): Promise<Map<string, DuplicateEvidence[]>> {
  const rows = (await listEvidence(ctx.db, scope, imageIds)).sort(bySurest);
  const found = new Map<string, Map<string, DuplicateEvidence>>();
  for (const row of rows) {
    const twins = found.get(row.askedId) ?? new Map<string, DuplicateEvidence>();
    found.set(row.askedId, twins);
    if (!twins.has(row.id)) twins.set(row.id, toEvidence(row));
  }
  return new Map([...found].map(([id, twins]) => [id, [...twins.values()]]));
}

function toEvidence(row: EvidenceRow): DuplicateEvidence {
  return { image: toImageTile(row), layer: row.layer, verdict: row.verdict, distance: row.distance };
}

/** Similarities are nearer when higher, distances when lower. */
function bySurest(a: EvidenceRow, b: EvidenceRow): number {
  const nearer = a.layer === "embedding" ? b.distance - a.distance : a.distance - b.distance;
  return layers.indexOf(a.layer) - layers.indexOf(b.layer) || nearer || a.id.localeCompare(b.id);
}
