import { createHash, randomBytes } from "node:crypto";

/** A new secret of 256 random bits as base64url (43 characters), after a prefix that tells what it is for. */
export function createOpaqueToken(prefix = ""): string {
  return prefix + randomBytes(32).toString("base64url");
}

/** What is kept of such a secret: its SHA-256 in hex. It is random, so no salt and no slow hash is needed. */
export function hashOpaqueToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
