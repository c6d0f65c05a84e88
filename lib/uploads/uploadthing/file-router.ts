import { createUploadthing, type FileRouter, UploadThingError, UTApi, UTFiles } from "uploadthing/server";
import { type Actor, actorForOwner } from "../../auth/access";
import { type ErrorCode, toAppError } from "../../errors";
import type { UploadResult } from "../../images/schema";
import { limits } from "../../limits";
import { receiveUpload, type UploadContext } from "../receive-upload";
import { uploadInput } from "../schema";
import { startBatch } from "../start-batch";

export type FindActor = (request: Request) => Promise<Actor | undefined>;

/** UploadThing answers every error with the formatter of the first route; the default one drops the reason. */
const declareRoute = createUploadthing({
  errorFormatter: (error) => ({
    message: error.message,
    code: error.code,
    reason: error.cause instanceof Error ? error.cause.message : null,
  }),
});

/**
 * UploadThing's routes: one, `images`. Sizes and types are not checked here, since one bad file
 * would refuse its whole batch: each file gets its own answer when it arrives.
 */
export function createFileRouter(ctx: UploadContext, findActor: FindActor, fetchFile: typeof fetch) {
  const options = { presignedURLTTL: limits.upload.presignedTtlS, awaitServerData: true } as const;
  return {
    images: declareRoute({ blob: { maxFileSize: "1024GB", maxFileCount: limits.upload.filesPerBatchMax } }, options)
      .input(uploadInput)
      .middleware(async ({ req, input, files }) => {
        const actor = await findActor(req);
        if (!actor) throw new UploadThingError({ code: "FORBIDDEN", message: "Sign in first." });
        const started = await startBatch(ctx, actor, input, files).catch((error: unknown) => {
          throw toUploadThingError(ctx, error);
        });
        const named = files.map((file, index) => ({ ...file, name: started[index]?.name ?? "", customId: started[index]?.id }));
        return { ownerId: actor.userId, [UTFiles]: named };
      })
      .onUploadComplete(({ metadata, file }) => receiveFromCloud(ctx, fetchFile, metadata.ownerId, file)),
  } satisfies FileRouter;
}

type CloudFile = { ufsUrl: string; key: string; customId: string | null };

/**
 * Fetches a file that came in through the owner's UploadThing account, makes the image, and removes
 * the copy in the cloud. What is thrown here never reaches the browser, so a failure is data.
 */
async function receiveFromCloud(
  ctx: UploadContext,
  fetchFile: typeof fetch,
  ownerId: string,
  file: CloudFile,
): Promise<UploadResult | { error: string }> {
  const owner = actorForOwner(ownerId);
  try {
    const response = await fetchFile(file.ufsUrl);
    if (!response.ok || !response.body) throw new Error(`UploadThing answered ${response.status}`);
    const bytes = response.body as unknown as AsyncIterable<Uint8Array>;
    const result = await receiveUpload(ctx, owner, { uploadId: file.customId ?? "", start: 0, bytes });
    const { uploadthingToken } = ctx.config.uploads;
    if (uploadthingToken) await new UTApi({ token: uploadthingToken, fetch: fetchFile }).deleteFiles(file.key);
    return result;
  } catch (error) {
    ctx.log.error({ err: error }, "A file of the UploadThing account could not be taken in");
    return { error: toAppError(error).message };
  }
}

const uploadThingCodes: Partial<Record<ErrorCode, "NOT_FOUND" | "FORBIDDEN" | "BAD_REQUEST">> = {
  "not-found": "NOT_FOUND",
  forbidden: "FORBIDDEN",
  "invalid-input": "BAD_REQUEST",
};

function toUploadThingError(ctx: UploadContext, error: unknown): UploadThingError {
  const known = toAppError(error);
  if (known.code === "internal") ctx.log.error({ err: error }, "An upload batch could not be started");
  const code = uploadThingCodes[known.code] ?? "INTERNAL_SERVER_ERROR";
  // `cause` is `known`, never `error`: the formatter tells the browser its message.
  return new UploadThingError({ code, message: known.message, cause: known });
}
