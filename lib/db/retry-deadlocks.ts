import type { Db } from "./client";

const deadlockDetected = "40P01";

/**
 * Makes a database begin a transaction up to `tries` times that Postgres gave up because it and another one waited
 * for each other. Locks are taken in one order everywhere: an account's table and row, group,
 * collection, images by id, session, refresh token. But what deleting takes along is locked as
 * Postgres comes upon it. Nothing but SQL happens in a transaction, so nothing happens twice.
 */
export function retryDeadlocks(db: Db, tries: number): void {
  const once = db.transaction.bind(db);
  db.transaction = async (run, config) => {
    for (let triesLeft = tries - 1; ; triesLeft--) {
      try {
        return await once(run, config);
      } catch (error) {
        if (triesLeft === 0 || !isDeadlock(error)) throw error;
      }
    }
  };
}

function isDeadlock(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause && cause.code === deadlockDetected;
}
