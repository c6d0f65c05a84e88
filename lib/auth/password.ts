import { hash, verify } from "@node-rs/argon2";
import { AppError } from "../errors";
import { limits } from "../limits";

/** RFC 9106, second recommended option: 64 MiB, three passes; the library's default is Argon2id, version 19. */
const cost = { memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const;

/** The hash of a random password that nobody kept: what an unknown person's password is compared with. */
const nobodysHash = "$argon2id$v=19$m=65536,t=3,p=1$2rcPbFJ4IHncxxjm02N9mw$Mw0+fky++yVurNQHotJP1nPYqumEBulxqTaKFKsEI48";

type Gate = { running: number; waiting: (() => void)[] };
const slot = Symbol.for("magpie.passwordGate");

/** Next bundles each route apart, so the one gate of the process hangs on globalThis. */
function findGate(): Gate {
  const holder = globalThis as { [slot]?: Gate };
  holder[slot] ??= { running: 0, waiting: [] };
  return holder[slot];
}

/**
 * Runs one piece of password work when its turn comes. Each takes 64 MiB and a thread of libuv, so
 * few run at once and few may wait.
 * @throws AppError too-many-requests when the waiting line is full
 */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const gate = findGate();
  if (gate.running >= limits.auth.hashesInParallelMax) {
    if (gate.waiting.length >= limits.auth.hashesWaitingMax)
      throw new AppError("too-many-requests", "Too many people are signing in right now. Try again in a few seconds.", { retryAfterS: 5 });
    await new Promise<void>((resolve) => gate.waiting.push(resolve));
  } else gate.running++;
  try {
    return await work();
  } finally {
    const next = gate.waiting.shift();
    if (next) next();
    else gate.running--;
  }
}

/**
 * The Argon2id hash of a password in PHC format, computed off the event loop. Unicode is normalised
 * (NFKC), so that the same password typed on another keyboard is the same.
 * @throws AppError too-many-requests when too many are being computed
 */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize("NFKC"), cost));
}

/** What is kept instead of a hash where nobody can sign in by a password: somebody of single sign-on, an account that is being deleted. */
export type NoPassword = "none" | "leaving";

/** Whether there is a password behind what is kept as a hash. */
export function hasPassword(passwordHash: string): boolean {
  return passwordHash.startsWith("$argon2id$");
}

/**
 * Whether a password is the one behind a hash. Without a hash (nobody has that name, or no password) the same work
 * is done and the answer is false, so that the time taken tells nothing.
 * @throws AppError too-many-requests when too many are being computed
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const known = passwordHash !== undefined && hasPassword(passwordHash);
  const matches = await inTurn(() => verify(known ? passwordHash : nobodysHash, password.normalize("NFKC")));
  return known && matches;
}
