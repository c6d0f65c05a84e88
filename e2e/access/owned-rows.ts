import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context/context";

/** A row of the database, whose it is, and a fingerprint of what it says. */
export type OwnedRow = { key: string; owner: string; hash: string };
export type Changed = Pick<OwnedRow, "key" | "owner">;

/** Table, its key, whose a row is, and from where; of what belongs to a picture only rows that are not its owner's. */
const tables: readonly [table: string, key: string, owner: string, from?: string][] = [
  ["users", "r.id", "r.id"],
  ["sessions", "r.id", "r.user_id", "sessions r where r.expires_at > now()"],
  ["api_keys", "r.id", "r.user_id"],
  ["refresh_tokens", "r.id", "s.user_id", "refresh_tokens r join sessions s on s.id = r.session_id where s.expires_at > now()"],
  ["recovery_codes", "r.user_id || ' ' || r.code_hash", "r.user_id"],
  ["identities", "r.subject", "r.user_id"],
  ["invitations", "r.id", "r.created_by"],
  ["collections", "r.id", "r.owner_id"],
  ["images", "r.id", "r.owner_id"],
  ["files", "r.id", "i.owner_id", "files r join images i on i.id = r.image_id"],
  ["memberships", "r.collection_id || ' ' || r.image_id", "c.owner_id", "memberships r join collections c on c.id = r.collection_id"],
  ["groups", "r.id", "r.owner_id"],
  ["group_members", "r.group_id || ' ' || r.user_id", "g.owner_id", "group_members r join groups g on g.id = r.group_id"],
  ["collection_members", "r.id", "coalesce(r.user_id, c.owner_id)", "collection_members r join collections c on c.id = r.collection_id"],
  ["share_links", "r.id", "r.owner_id"],
  ["share_link_images", "r.link_id || ' ' || r.image_id", "l.owner_id", "share_link_images r join share_links l on l.id = r.link_id"],
  ["duplicate_pairs", "r.id", "r.owner_id"],
  ["duplicate_decisions", "r.image_id || ' ' || r.of_image_id", "r.owner_id"],
  ["unrelated_images", "r.set_id || ' ' || r.image_id", "r.owner_id"],
  ["duplicate_rules", "r.id", "r.owner_id"],
  ["duplicate_rule_runs", "r.id", "r.owner_id"],
  ["saved_searches", "r.id", "r.owner_id"],
  ["search_history", "r.id", "r.owner_id"],
  ["imports", "r.id", "r.owner_id"],
  ["uploads", "r.id", "r.owner_id"],
  ...["content_claims", "embeddings", "local_features", "perceptual_hashes"].map(
    (table) =>
      [
        table,
        "r.image_id || ' ' || r.owner_id",
        "r.owner_id",
        `${table} r join images i on i.id = r.image_id and i.owner_id <> r.owner_id`,
      ] as [string, string, string, string],
  ),
];

const everything = sql.raw(
  tables
    .map(
      ([table, key, owner, from = `${table} r`]) =>
        `select '${table} ' || ${key} as key, ${owner}::text as owner, md5(r::text) as hash from ${from}`,
    )
    .join(" union all "),
);

/** Every row that is somebody's; with `before`, those that came, went or changed. */
export async function listRows(db: Context["db"], before?: readonly OwnedRow[]): Promise<OwnedRow[]> {
  const now = [...(await db.execute<OwnedRow>(everything))];
  if (!before) return now;
  const [then, here] = [new Map(before.map((row) => [row.key, row])), new Map(now.map((row) => [row.key, row]))];
  return [...now.filter((row) => then.get(row.key)?.hash !== row.hash), ...before.filter((row) => !here.has(row.key))];
}
