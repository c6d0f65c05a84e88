import type { PgDatabase } from "drizzle-orm/pg-core";
import { drizzle, type PostgresJsQueryResultHKT } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import type { Config } from "../config";
import { limits } from "../limits";
import { prepareQueries } from "./prepare-queries";
import { redactQueryErrors } from "./redact-parameters";
import { retryDeadlocks } from "./retry-deadlocks";
import * as duplicates from "./schema/duplicates";
import * as embeddings from "./schema/embeddings";
import * as features from "./schema/features";
import * as images from "./schema/images";
import * as searches from "./schema/searches";
import * as uploads from "./schema/uploads";
import * as users from "./schema/users";

const schema = { ...users, ...images, ...embeddings, ...duplicates, ...features, ...searches, ...uploads };

/** What a query takes: the database, or a transaction on it. */
export type Db = PgDatabase<PostgresJsQueryResultHKT, typeof schema>;

/** Connections to the database: Drizzle's view of them, postgres.js itself, and how to let go. */
export type Database = { db: Db; sql: postgres.Sql; close(): Promise<void> };

export type DatabaseOptions = {
  /** Connections held at once. */
  max?: number;
  /** A server ends a statement that takes longer; 0: never. The embedded database cannot. */
  statementTimeoutMs?: number;
  /** A server ends a transaction in which so long nothing is asked. The embedded database has a bound of its own. */
  transactionIdleMs?: number;
  /** How often a transaction is begun that ends in a deadlock. */
  deadlockTries?: number;
};

/**
 * Opens a pool of connections; none is made before the first query.
 *
 * [Note: One session] All clients of the embedded database share one session of Postgres: `SET`
 * leaks to the others, advisory locks exclude nobody, `LISTEN` hears nothing, and an open
 * transaction makes everybody wait. So every query of this project does without session state, on a
 * server too. Prepared statements are the exception: their names are each connection's own, and the
 * socket server ends them with it. On a server none are made: poolers share connections as well.
 */
export function openDatabase(config: Pick<Config, "database">, options: DatabaseOptions = {}): Database {
  redactQueryErrors();
  prepareQueries();
  const { poolMax, statementTimeoutMs: statementMs, transactionIdleMs: idleMs } = limits.database;
  const { max = poolMax, statementTimeoutMs = statementMs, transactionIdleMs = idleMs } = options;
  const common = {
    max,
    onnotice: () => {},
    backoff: (retries: number) => Math.min(2 ** retries / 10, 1),
    connect_timeout: limits.database.connectTimeoutS,
  };
  const sql =
    config.database.kind === "embedded"
      ? postgres({
          ...common,
          path: config.database.socketPath,
          user: "postgres",
          database: "postgres",
          max: Math.min(max, limits.database.embeddedPoolMax),
        })
      : postgres(config.database.url, {
          ...common,
          prepare: false,
          connection: {
            application_name: "magpie",
            statement_timeout: statementTimeoutMs,
            idle_in_transaction_session_timeout: transactionIdleMs,
          },
        });
  const db = drizzle(sql, { schema });
  retryDeadlocks(db, options.deadlockTries ?? limits.database.deadlockTries);
  return { db, sql, close: () => sql.end({ timeout: 5 }) };
}
