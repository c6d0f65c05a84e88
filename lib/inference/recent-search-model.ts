import { statSync } from "node:fs";
import path from "node:path";
import type { Config } from "@/lib/config";
import { type FoundSearchModel, findSearchModel } from "@/lib/inference/model-store";

const recentMs = 1_000;
const recent = new WeakMap<Config, { found: FoundSearchModel; folder: string; changedMs: number | undefined; at: number }>();

/**
 * As `findSearchModel`, for many questions in a row: a model that was whole a second ago still is,
 * unless something came into its folder or left it.
 */
export async function findRecentSearchModel(config: Config): Promise<FoundSearchModel> {
  const known = recent.get(config);
  if (known && Date.now() - known.at < recentMs && known.changedMs === findChangedMs(known.folder)) return known.found;
  const found = await findSearchModel(config);
  if (found.status === "ready") {
    const folder = path.dirname(found.model.tokenizerFile);
    recent.set(config, { found, folder, changedMs: findChangedMs(folder), at: Date.now() });
  }
  return found;
}

function findChangedMs(folder: string): number | undefined {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
}
