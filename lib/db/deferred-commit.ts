import { type SQL, sql } from "drizzle-orm";

/**
 * A condition that is always true. In a statement's where it makes the transaction around it not
 * wait for the disk when it commits.
 *
 * [Note: Deferred commits] A commit whose loss in a crash only means that work is done again is
 * deferred: the steps of ingest, the jobs of the queue, the state of an upload before and after its
 * image is received. The write-ahead log keeps its order, so everything deferred before a commit
 * that does wait is durable with it. What a person was told has happened (a picture received, a
 * change, a decision, an account, a session) is never deferred. A server writes deferred commits
 * within a second by itself; the embedded database's housekeeping does it there.
 *
 * `set_config` with `true` ends with its transaction, so it fits [Note: One session].
 */
export const deferCommit: SQL<boolean> = sql`set_config('synchronous_commit', 'off', true) is not null`;
