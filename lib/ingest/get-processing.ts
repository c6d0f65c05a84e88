import type { OutputOf } from "../api/operation";
import { type Actor, scopeOf } from "../auth/access";
import type { Context } from "../context/context";
import { toImageTile } from "../images/to-image-tile";
import { findSearchModel } from "../inference/model-store";
import { limits } from "../limits";
import { currentVersions, embeddingStep, stepVersions } from "./ingest-image";
import * as queries from "./queries";
import { type getProcessing as operation, stepName, stepTitles } from "./schema";

/**
 * What waits, what runs and what failed of a person's images, the trash left out. Without a model
 * every processed image counts as without embedding.
 */
export async function getProcessing(ctx: Pick<Context, "db" | "config"> & { actor: Actor }): Promise<OutputOf<typeof operation>> {
  const scope = scopeOf(ctx.actor);
  const found = await findSearchModel(ctx.config);
  const model = found.status === "ready" ? found.model : undefined;
  const step = model ? embeddingStep(model.id) : "none";
  const [counts, { running, failed }] = await Promise.all([
    queries.countProcessing(ctx.db, scope, step, stepVersions.embedding, currentVersions(model)),
    queries.listInProcessing(ctx.db, scope, limits.page.sizeMax),
  ]);
  return {
    counts,
    steps: stepName.options.map((name) => ({ name, version: stepVersions[name], title: stepTitles[name] })),
    running: running.map(toImageTile),
    failed: failed.map(toImageTile),
  };
}
