import { type Actor, requireScope } from "@/lib/auth/access";
import { readSecrets } from "@/lib/auth/secrets";
import { findActor } from "@/lib/auth/session";
import type { Context } from "@/lib/context/context";
import { getContext } from "@/lib/context/web-context";
import { createUploadRoutes, type UploadRoutes } from "@/lib/uploads/uploadthing/upload-routes";

let made: Promise<UploadRoutes> | undefined;

/** The upload protocol's handlers, made on first use; they hold no state. */
export function getUploadRoutes(): Promise<UploadRoutes> {
  made ??= makeRoutes().catch((error: unknown) => {
    made = undefined;
    throw error;
  });
  return made;
}

async function makeRoutes(): Promise<UploadRoutes> {
  const ctx = await getContext();
  return createUploadRoutes(ctx, { findActor: () => findUploader(ctx), secret: readSecrets(ctx.config).uploadSecret });
}

/** Whoever may upload: an API key needs the scope for it. @throws AppError forbidden */
async function findUploader(ctx: Context): Promise<Actor | undefined> {
  const actor = await findActor(ctx);
  if (actor) requireScope(actor, "write");
  return actor;
}
