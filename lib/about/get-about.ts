import path from "node:path";
import packageJson from "../../package.json";
import type { Actor } from "../auth/access";
import type { Context } from "../context/context";
import { findSearchModel } from "../inference/model-store";
import { limits } from "../limits";
import type { AboutView } from "./schema";

/** What this server is and what it takes. */
export async function getAbout(ctx: Pick<Context, "config"> & { actor: Actor }): Promise<AboutView> {
  const { config, actor } = ctx;
  const found = await findSearchModel(config);
  const searchModel =
    found.status === "ready"
      ? { status: found.status, name: found.model.name, reason: null }
      : { status: found.status, name: path.basename(config.models.search), reason: found.reason };
  return {
    version: packageJson.version,
    searchModel,
    limits: {
      fileBytesMax: config.uploads.fileBytesMax,
      allowedTypes: config.uploads.allowedTypes,
      filesPerRequestMax: config.uploads.filesPerRequestMax,
      filesPerBatchMax: limits.upload.filesPerBatchMax,
      urlsPerRequestMax: limits.upload.urlsMax,
      bulkIdsMax: limits.page.bulkIdsMax,
      metadataBytesMax: limits.text.metadataBytesMax,
      requestsPerMinute: config.api.requestsPerMinute,
      searchPictureBytesMax: limits.upload.searchPictureBytesMax,
      trashDays: config.trashDays,
    },
    registration: config.auth.registration,
    dataDir: actor.role === "administrator" ? config.dataDir : null,
  };
}
