import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { z } from "zod";

/** Reads a JSON-lines list of the data folder; undefined, with a line that says so, when it is not there. */
export function readList<T extends z.ZodType>(folder: string, name: string, schema: T): z.output<T>[] | undefined {
  const file = path.join(folder, name);
  if (!existsSync(file)) {
    console.log(`(${name} is not in the data folder: skipped)`);
    return undefined;
  }
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim());
  return lines.map((line) => schema.parse(JSON.parse(line)));
}
