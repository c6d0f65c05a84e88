import { readConfig } from "../config";
import { openDatabase } from "./client";
import { migrateDatabase } from "./migrate";

const database = openDatabase(readConfig(), { max: 1, statementTimeoutMs: 0 });
try {
  const applied = await migrateDatabase(database);
  if (applied > 0) console.log(`Database: ${applied} ${applied === 1 ? "migration" : "migrations"} applied.`);
} catch (error) {
  console.error(
    `The database could not be migrated: ${error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : error}`,
  );
  process.exitCode = 1;
} finally {
  await database.close();
}
