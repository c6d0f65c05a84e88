import type { Context } from "../context/context";
import { AppError } from "../errors";
import { findQuotaBytes, sumImageBytes } from "./quota-queries";

type Needs = Pick<Context, "config" | "db">;

/** What a person keeps and may keep, in bytes of originals; `quotaBytes` null: as many as fit. */
export type Quota = { usedBytes: number; quotaBytes: number | null };

/** What a person keeps, trash and held pictures included, and may keep. */
export async function getQuota(ctx: Needs, userId: string): Promise<Quota> {
  const [{ usedBytes }, quotaBytes] = await Promise.all([sumImageBytes(ctx.db, userId), findQuota(ctx, userId)]);
  return { usedBytes, quotaBytes };
}

/**
 * Lets a person keep `moreBytes` more, or throws. What is used is added up only where a quota applies.
 * @throws AppError quota-exceeded
 */
export async function requireQuota(ctx: Needs, userId: string, moreBytes: number): Promise<void> {
  const quotaBytes = await findQuota(ctx, userId);
  if (quotaBytes === null) return;
  const { usedBytes } = await sumImageBytes(ctx.db, userId);
  if (usedBytes + moreBytes <= quotaBytes) return;
  throw new AppError(
    "quota-exceeded",
    `There is no room for this picture: ${formatMegabytes(usedBytes)} of your ${formatMegabytes(quotaBytes)} are used. Empty the trash, or ask an administrator for more.`,
  );
}

async function findQuota(ctx: Needs, userId: string): Promise<number | null> {
  return (await findQuotaBytes(ctx.db, userId)) ?? ctx.config.auth.quotaBytes ?? null;
}

function formatMegabytes(bytes: number): string {
  return bytes >= 1_073_741_824 ? `${(bytes / 1_073_741_824).toFixed(1)} GB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}
