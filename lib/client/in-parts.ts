import { limits } from "../limits";

/** Sends many ids in as few requests as the server takes, one after the other. */
export async function inParts(ids: readonly string[], send: (part: string[]) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < ids.length; at += limits.page.bulkIdsMax) await send(ids.slice(at, at + limits.page.bulkIdsMax));
}
