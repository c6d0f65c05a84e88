import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Config } from "../config";
import { readSecrets } from "./secrets";

/** The cookie that keeps what a person wants with single sign-on while they are at the provider. */
export const intentCookie = "magpie.single-sign-on";

/** A way to the provider and back takes no longer. */
export const intentMaxAgeS = 900;

const intentSchema = z.discriminatedUnion("kind", [
  /** Whoever proved in this session to be its person connects it to their account. */
  z.object({ kind: z.literal("connect"), userId: z.string(), sessionId: z.string(), expiresMs: z.number() }),
  /** Somebody invited makes an account. */
  z.object({ kind: z.literal("join"), invitation: z.string(), expiresMs: z.number() }),
]);
type WithoutEnd<T> = T extends unknown ? Omit<T, "expiresMs"> : never;
export type Intent = WithoutEnd<z.infer<typeof intentSchema>>;

type Needs = Pick<Config, "dataDir">;

/** An intent as the value of its cookie, which nobody else can make. */
export function signIntent(config: Needs, intent: Intent, now: Date): string {
  const body = Buffer.from(JSON.stringify({ ...intent, expiresMs: now.getTime() + intentMaxAgeS * 1_000 })).toString("base64url");
  return `${body}.${computeSignature(config, body).toString("base64url")}`;
}

/** The intent behind a cookie's value, or undefined when it is forged, damaged or out of date. */
export function readIntent(config: Needs, value: string | undefined, now: Date): Intent | undefined {
  const [body = "", signature = ""] = value?.split(".") ?? [];
  const given = Buffer.from(signature, "base64url");
  const expected = computeSignature(config, body);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const { expiresMs, ...intent } = intentSchema.parse(JSON.parse(Buffer.from(body, "base64url").toString("utf8")));
  return expiresMs > now.getTime() ? intent : undefined;
}

function computeSignature(config: Needs, body: string): Buffer {
  const key = Buffer.from(hkdfSync("sha256", readSecrets(config).authSecret, "", "magpie single sign-on", 32));
  return createHmac("sha256", key).update(body).digest();
}
