import { randomBytes } from "node:crypto";
import type { Db } from "../db/client";
import { username } from "./schema";
import { isTaken } from "./users-queries";

const lengthMax = 50;

/**
 * A username that is valid and free, as near as can be to the first of the given names that has
 * anything to offer. Whether it is still free when it is used, the unique index says.
 */
export async function chooseUsername(db: Db, names: readonly (string | undefined)[]): Promise<string> {
  const base = names.map(toUsername).find((name) => name !== undefined) ?? "person";
  for (let number = 1; number <= 20; number++) {
    const candidate = number === 1 ? base : withEnding(base, `${number}`);
    if (!(await isTaken(db, nobody, { username: candidate }))) return candidate;
  }
  return withEnding(base, randomBytes(5).toString("hex"));
}

const nobody = "00000000-0000-0000-0000-000000000000";

/** What of a name can be a username; of an e-mail address the part before the "@". */
export function toUsername(name: string | undefined): string | undefined {
  const cleaned = (name?.split("@")[0] ?? "")
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+|-+$/gu, "");
  const shortened = [...cleaned].slice(0, lengthMax).join("").slice(0, lengthMax);
  return username.safeParse(shortened).success ? shortened : undefined;
}

function withEnding(base: string, ending: string): string {
  return `${base.slice(0, lengthMax - ending.length - 1)}-${ending}`;
}
