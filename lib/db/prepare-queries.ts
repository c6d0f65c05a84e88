import { PostgresJsPreparedQuery } from "drizzle-orm/postgres-js";
import { limits } from "../limits";

const preparing = Symbol.for("magpie.preparing");
type Execute = (this: Query, ...values: unknown[]) => Promise<unknown>;
type Query = { prepare: boolean; params: unknown[]; execute: Execute; all: Execute; [preparing]?: true };

/**
 * Makes Drizzle's postgres.js driver name its statements, so that connections which allow it
 * (`prepare` of postgres.js) parse and plan each query once and send it in one message instead of
 * two; Drizzle itself leaves that to the caller of each query. Queries of many parameters, whose
 * text differs with every length of a list, stay unnamed. Safe to run again.
 */
export function prepareQueries(): void {
  const prototype = PostgresJsPreparedQuery.prototype as unknown as Query;
  if (prototype[preparing]) return;
  prototype[preparing] = true;
  for (const name of ["execute", "all"] as const) {
    const original = prototype[name];
    prototype[name] = function (...values) {
      this.prepare = this.params.length <= limits.database.preparedParametersMax;
      return original.apply(this, values);
    };
  }
}
