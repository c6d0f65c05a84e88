import type { Actor } from "../auth/access";
import { addRequests, deleteRequestsBefore } from "../auth/token-queries";
import type { Context } from "../context/context";
import { AppError } from "../errors";
import { limits } from "../limits";

type Needs = Pick<Context, "db" | "clock" | "config">;

/** What is left of a subject's requests in this minute: taken from the shared count and not used yet. */
type Lease = { left: number; isSpent: boolean; pending: Promise<void> | undefined };
type Minute = { startMs: number; leases: Map<string, Lease>; isSwept: boolean };

const windowMs = 60_000;
const slot = Symbol.for("magpie.requestCounts");

/** Next bundles each route apart, so the counts of the process hang on globalThis; each database has its own. */
function countsOf(db: Needs["db"]): { minute?: Minute } {
  const holder = globalThis as { [slot]?: WeakMap<object, { minute?: Minute }> };
  holder[slot] ??= new WeakMap();
  const counts = holder[slot].get(db) ?? {};
  holder[slot].set(db, counts);
  return counts;
}

/**
 * Counts a request against the minute's bound of its account or, without one, of its address.
 *
 * [Note: Request leases] All web processes share one count per subject and minute, in the database.
 * A process takes several requests from it at once and lets them through from memory, so that most
 * requests cost a look into a map. Together the processes never let more through than the bound;
 * what one has taken and does not use is lost to the others until the minute ends.
 * @throws AppError too-many-requests with the seconds until the minute ends
 */
export async function countRequest(ctx: Needs, actor: Actor | undefined, address: string): Promise<void> {
  const nowMs = ctx.clock.now().getTime();
  const minute = findMinute(ctx.db, nowMs - (nowMs % windowMs));
  const subject = actor ? `user:${actor.userId}` : `address:${address}`;
  const lease = findLease(minute, subject);
  while (lease.left === 0) {
    if (lease.isSpent) {
      const retryAfterS = Math.max(1, Math.ceil((minute.startMs + windowMs - nowMs) / 1_000));
      throw new AppError("too-many-requests", "Too many requests in this minute. Try again when it is over.", { retryAfterS });
    }
    lease.pending ??= renewLease(ctx, minute, subject, lease).finally(() => {
      lease.pending = undefined;
    });
    await lease.pending;
  }
  lease.left--;
}

function findMinute(db: Needs["db"], startMs: number): Minute {
  const counts = countsOf(db);
  if (counts.minute?.startMs !== startMs) counts.minute = { startMs, leases: new Map(), isSwept: false };
  return counts.minute;
}

/** Beyond the most subjects that are remembered, the oldest is forgotten: its next request takes a new lease. */
function findLease({ leases }: Minute, subject: string): Lease {
  const known = leases.get(subject);
  if (known) return known;
  const lease: Lease = { left: 0, isSpent: false, pending: undefined };
  const [oldest] = leases.size >= limits.auth.requestSubjectsMax ? leases.keys() : [];
  if (oldest !== undefined) leases.delete(oldest);
  leases.set(subject, lease);
  return lease;
}

async function renewLease(ctx: Needs, minute: Minute, subject: string, lease: Lease): Promise<void> {
  const wanted = limits.auth.requestsPerLease;
  const windowStart = new Date(minute.startMs);
  const count = await addRequests(ctx.db, subject, windowStart, wanted);
  lease.left = Math.min(wanted, Math.max(0, ctx.config.api.requestsPerMinute - (count - wanted)));
  lease.isSpent = lease.left < wanted;
  if (minute.isSwept) return;
  minute.isSwept = true;
  await deleteRequestsBefore(ctx.db, windowStart);
}
