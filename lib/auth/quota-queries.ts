import { eq, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { images } from "../db/schema/images";
import { users } from "../db/schema/users";

/** The quota that an administrator set for a person, or null. */
export async function findQuotaBytes(db: Db, userId: string): Promise<number | null> {
  const [row] = await db.select({ quotaBytes: users.quotaBytes }).from(users).where(eq(users.id, userId));
  return row?.quotaBytes ?? null;
}

/** How many images a person has, wherever they are, and the bytes of their originals. */
export async function sumImageBytes(db: Db, userId: string): Promise<{ images: number; usedBytes: number }> {
  const [row] = await db
    .select({ images: sql<number>`count(*)::int`, usedBytes: sql<string>`coalesce(sum(${images.sizeBytes}), 0)` })
    .from(images)
    .where(eq(images.ownerId, userId));
  return { images: row?.images ?? 0, usedBytes: Number(row?.usedBytes ?? 0) };
}
