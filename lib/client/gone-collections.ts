import { deleteCollection } from "../collections/schema";
import { addressOf, call } from "./call";
import { IdSet } from "./id-set";

/** Collections whose deletion can still be undone: hidden, and not yet deleted. */
export const goneCollections = new IdSet();

/** A little longer than the toast that offers to undo. */
const undoMs = 8_500;

/**
 * Hides a collection and deletes it once it can no longer be undone: after the toast's time, or
 * when the page is left. Calls `settle` when the server has answered. Browser only.
 * @returns undoes it; to be called before the time is over
 */
export function deleteCollectionSoon(collectionId: string, settle: (error?: unknown) => void): () => void {
  goneCollections.add([collectionId]);
  const stop = () => {
    clearTimeout(timer);
    window.removeEventListener("pagehide", sendAtOnce);
  };
  const show = () => goneCollections.remove([collectionId]);
  const send = async () => {
    stop();
    try {
      await call(deleteCollection, { collectionId });
      settle();
    } catch (error) {
      show();
      settle(error);
    }
  };
  const sendAtOnce = () => {
    stop();
    const { url } = addressOf(deleteCollection, { collectionId });
    void fetch(url, { method: deleteCollection.method, credentials: "same-origin", keepalive: true });
  };
  const timer = setTimeout(() => void send(), undoMs);
  window.addEventListener("pagehide", sendAtOnce);
  return () => {
    stop();
    show();
  };
}
