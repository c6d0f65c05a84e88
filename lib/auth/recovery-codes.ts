import { createHash, randomBytes } from "node:crypto";
import type { Db } from "../db/client";
import { limits } from "../limits";
import { replaceRecoveryCodes, spendRecoveryCode } from "./second-factor-queries";

/** Crockford's base32: nothing that is read for something else. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const codeLength = 16;

/** Gives a person new recovery codes of 80 bits each, instead of those before; only their hashes are kept. */
export async function createRecoveryCodes(db: Db, userId: string): Promise<string[]> {
  const codes = Array.from({ length: limits.auth.recoveryCodes }, createCode);
  await replaceRecoveryCodes(db, userId, codes.map(hashRecoveryCode));
  return codes;
}

/** Uses a recovery code up; false when it is none of the person's, or was used before. */
export function takeRecoveryCode(db: Db, userId: string, code: string, now: Date): Promise<boolean> {
  return spendRecoveryCode(db, userId, hashRecoveryCode(code), now);
}

/** Whether something typed looks like a recovery code: those of an authenticator are six digits. */
export function isRecoveryCode(code: string): boolean {
  return normalise(code).length === codeLength;
}

function createCode(): string {
  const characters = Array.from(randomBytes(codeLength), (byte) => alphabet[byte % alphabet.length]).join("");
  return characters.replace(/(.{4})(?=.)/g, "$1-");
}

function hashRecoveryCode(code: string): string {
  return createHash("sha256").update(normalise(code)).digest("hex");
}

/** People type capitals and leave dashes out, and read o for 0 and l for 1. */
function normalise(code: string): string {
  return code.toLowerCase().replace(/[\s-]/g, "").replaceAll("o", "0").replace(/[il]/g, "1");
}
