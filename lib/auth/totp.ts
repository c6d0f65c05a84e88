import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import type { Config } from "../config";
import { readSecrets } from "./secrets";

/** RFC 6238 with what every authenticator app takes: SHA-1, six digits, 30 seconds. */
const periodS = 30;
/** One step before and one after count too: a clock may be off by half a minute. */
const stepsAround = 1;
const ivBytes = 12;
const tagBytes = 16;

/** A new secret of 160 bits in base32, as RFC 4226 advises. */
export function createTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The otpauth: address that an authenticator app reads from a QR code. */
export function toTotpUri(secret: string, username: string): string {
  return toTotp(secret, username).toString();
}

/** The time step that a code belongs to (seconds since 1970 / 30), or undefined when it is none of those around now. */
export function findTotpStep(secret: string, code: string, now: Date): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = toTotp(secret).validate({ token: code, timestamp: now.getTime(), window: stepsAround });
  return delta === null ? undefined : Math.floor(now.getTime() / 1_000 / periodS) + delta;
}

/** The code of a moment: what an authenticator app shows. */
export function computeTotpCode(secret: string, now: Date): string {
  return toTotp(secret).generate({ timestamp: now.getTime() });
}

function toTotp(secret: string, label = "account"): TOTP {
  return new TOTP({ issuer: "Magpie", label, secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period: periodS });
}

/**
 * A secret as the database keeps it: sealed by AES-256-GCM with a key of the library that is not in
 * the database, and bound to its person.
 */
export function sealTotpSecret(config: Pick<Config, "dataDir">, userId: string, secret: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", sealingKey(config), iv).setAAD(Buffer.from(userId));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString("base64url");
}

/**
 * The secret behind what `sealTotpSecret` made.
 * @throws Error when it was changed, is another person's, or secrets.json is another one
 */
export function openTotpSecret(config: Pick<Config, "dataDir">, userId: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", sealingKey(config), bytes.subarray(0, ivBytes))
    .setAAD(Buffer.from(userId))
    .setAuthTag(bytes.subarray(-tagBytes));
  return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString("utf8");
}

function sealingKey(config: Pick<Config, "dataDir">): Buffer {
  return Buffer.from(hkdfSync("sha256", readSecrets(config).authSecret, "", "magpie second factor", 32));
}
