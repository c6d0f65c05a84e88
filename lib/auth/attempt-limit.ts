import { createHmac } from "node:crypto";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";
import { countAttempt, deleteAttempts, deleteAttemptsBefore, uncountAttempt } from "./queries";
import { readSecrets } from "./secrets";

type Needs = Pick<Context, "db" | "clock">;

const windowMs = limits.auth.attemptWindowS * 1_000;

/**
 * Where attempts are counted: an account by what was typed as its name, an address, sign-ups from an
 * address, codes and confirmations of a person, or passwords of a share link and pictures added by one.
 */
export type AttemptSubject =
  | `account:${string}`
  | `address:${string}`
  | `sign-up:${string}`
  | `second-factor:${string}`
  | `confirmation:${string}`
  | `link:${string}`
  | `link-upload:${string}`;

/**
 * The subject of a typed name, whether anybody has it or not. People type passwords into the wrong
 * field, so only a keyed hash is kept.
 */
export function accountSubject(ctx: Pick<Context, "config">, login: string): AttemptSubject {
  const key = readSecrets(ctx.config).authSecret;
  return `account:${createHmac("sha256", key).update(login.trim().toLowerCase().normalize("NFKC")).digest("base64url")}`;
}

function windowStartOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / windowMs) * windowMs);
}

/**
 * Counts an attempt before it is made, so that many at once cannot pass together.
 * @throws AppError too-many-requests, with the seconds to wait, beyond `max` in the current window
 */
export async function takeAttempt(ctx: Needs, subject: AttemptSubject, max: number): Promise<void> {
  const now = ctx.clock.now();
  const windowStart = windowStartOf(now);
  const count = await countAttempt(ctx.db, subject, windowStart);
  if (count === 1) await deleteAttemptsBefore(ctx.db, windowStart);
  if (count <= max) return;
  const retryAfterS = Math.max(1, Math.ceil((windowStart.getTime() + windowMs - now.getTime()) / 1_000));
  const minutes = Math.ceil(retryAfterS / 60);
  throw new AppError("too-many-requests", `Too many attempts. Try again in ${minutes} minute${minutes === 1 ? "" : "s"}.`, { retryAfterS });
}

/** Takes one attempt back: it succeeded, and only failures count against an address. */
export async function returnAttempt(ctx: Needs, subject: AttemptSubject): Promise<void> {
  await uncountAttempt(ctx.db, subject, windowStartOf(ctx.clock.now()));
}

/** Forgets the failed attempts of an account: its person has just proved to be the one. */
export async function resetAttempts(ctx: Needs, subject: AttemptSubject): Promise<void> {
  await deleteAttempts(ctx.db, subject);
}
