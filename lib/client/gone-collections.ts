import { deleteCollection } from "../collections/schema";
import { leaveCollection } from "../sharing/schema";
import { commitSoon } from "./commit-soon";
import { IdSet } from "./id-set";

/** Collections whose deletion, or leaving, can still be undone: hidden, and still there. */
export const goneCollections = new IdSet();

/**
 * Hides a collection and deletes it, or leaves it, once that can no longer be undone. Calls `settle`
 * when the server has answered. Browser only.
 * @returns undoes it; to be called before the time is over
 */
export function partSoon(how: "delete" | "leave", collectionId: string, settle: (error?: unknown) => void): () => void {
  goneCollections.add([collectionId]);
  const show = () => goneCollections.remove([collectionId]);
  const stop = commitSoon(how === "delete" ? deleteCollection : leaveCollection, { collectionId }, (error) => {
    if (error) show();
    settle(error);
  });
  return () => {
    stop();
    show();
  };
}
