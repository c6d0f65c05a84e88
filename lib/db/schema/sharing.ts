import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, pgTable, pgView, primaryKey, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { collections, images } from "./images";
import { users } from "./users";

/** Groups of people that collections can be shared with at once; whoever made a group manages it. */
export const groups = pgTable(
  "groups",
  {
    id: uuid().primaryKey(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index("groups_owner_idx").on(table.ownerId)],
);

/** Who is in a group. */
export const groupMembers = pgTable(
  "group_members",
  {
    groupId: uuid("group_id")
      .notNull()
      .references(() => groups.id, { onDelete: "cascade" }),
    userId: uuid("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    addedAt: timestamp("added_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.groupId, table.userId] }), index("group_members_user_idx").on(table.userId)],
);

/**
 * Whom a collection is shared with: a person, a group, or for now only an e-mail address whose owner
 * has the invitation's link. It counts for a person once `acceptedAt` is set and while `leftAt` is not;
 * a person's own row with `leftAt` also hides what a group would give.
 */
export const collectionMembers = pgTable(
  "collection_members",
  {
    id: uuid().primaryKey(),
    collectionId: uuid("collection_id")
      .notNull()
      .references(() => collections.id, { onDelete: "cascade" }),
    userId: uuid("user_id").references(() => users.id, { onDelete: "cascade" }),
    groupId: uuid("group_id").references(() => groups.id, { onDelete: "cascade" }),
    /** The address an invitation by link is meant for. */
    email: text(),
    /** SHA-256 of the token in that link; it is good once. */
    tokenHash: text("token_hash").unique(),
    expiresAt: timestamp("expires_at", { withTimezone: true }),
    role: text({ enum: ["viewer", "contributor", "editor"] }).notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    acceptedAt: timestamp("accepted_at", { withTimezone: true }),
    leftAt: timestamp("left_at", { withTimezone: true }),
  },
  (table) => [
    unique("collection_members_user_key").on(table.collectionId, table.userId),
    unique("collection_members_group_key").on(table.collectionId, table.groupId),
    index("collection_members_user_idx").on(table.userId),
    index("collection_members_group_idx").on(table.groupId),
    check("collection_members_whom", sql`num_nonnulls(${table.userId}, ${table.groupId}, ${table.email}) >= 1`),
  ],
);

/**
 * [Note: Collection access] Who may see which collection, and as what: the one place in SQL that
 * says so. `rank`: 1 viewer, 2 contributor, 3 editor, 4 owner. A person may stand here more than
 * once (by themselves and by groups): the largest rank counts. Made by the migration.
 */
export const collectionAccess = pgView("collection_access", {
  collectionId: uuid("collection_id").notNull(),
  userId: uuid("user_id").notNull(),
  rank: integer().notNull(),
}).existing();

/** A link that shows a collection, or a selection of images, to whoever has it. Only the SHA-256 of its token is kept. */
export const shareLinks = pgTable(
  "share_links",
  {
    id: uuid().primaryKey(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** Null: the images of `share_link_images`. */
    collectionId: uuid("collection_id").references(() => collections.id, { onDelete: "cascade" }),
    title: text().notNull().default(""),
    tokenHash: text("token_hash").notNull().unique(),
    /** Argon2id; null: no password. */
    passwordHash: text("password_hash"),
    expiresAt: timestamp("expires_at", { withTimezone: true }),
    /** Pictures may be saved: re-encoded ones, or originals with `allowOriginals`. */
    allowDownload: boolean("allow_download").notNull().default(true),
    allowOriginals: boolean("allow_originals").notNull().default(false),
    /** Positions, cameras and file names are shown, and originals leave as they are. */
    showDetails: boolean("show_details").notNull().default(false),
    /** Visitors may add pictures to the collection; they become its owner's. */
    allowAdd: boolean("allow_add").notNull().default(false),
    viewCount: bigint("view_count", { mode: "number" }).notNull().default(0),
    lastViewedAt: timestamp("last_viewed_at", { withTimezone: true }),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    revokedAt: timestamp("revoked_at", { withTimezone: true }),
  },
  (table) => [index("share_links_owner_idx").on(table.ownerId), index("share_links_collection_idx").on(table.collectionId)],
);

/** The images of a link that shares a selection, in its order. */
export const shareLinkImages = pgTable(
  "share_link_images",
  {
    linkId: uuid("link_id")
      .notNull()
      .references(() => shareLinks.id, { onDelete: "cascade" }),
    imageId: uuid("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    position: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.linkId, table.imageId] }), index("share_link_images_image_idx").on(table.imageId)],
);
