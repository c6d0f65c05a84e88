import { type SQL, sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  date,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { bit, bytea, tsvector } from "../columns";
import { users } from "./users";

/** Collections: named sets of images. Each person has one that is `isDefault`. */
export const collections = pgTable(
  "collections",
  {
    id: uuid().primaryKey(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    tags: text().array().notNull().default(sql`'{}'`),
    isDefault: boolean("is_default").notNull().default(false),
    coverImageId: uuid("cover_image_id"),
    /** Whether members and links learn positions, cameras and file names of its images. */
    shareDetails: boolean("share_details").notNull().default(false),
    /** Whether members may have originals; without details, with their metadata taken out. */
    shareOriginals: boolean("share_originals").notNull().default(false),
    /** No rule about duplicates touches its images. */
    isProtected: boolean("is_protected").notNull().default(false),
    /** How things of this collection are recognised in photographs (`RecognitionSettings`); null: they are not. */
    recognition: jsonb().$type<Record<string, unknown>>(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
    /** Words of name and tags, made by `buildSearchWords`. */
    searchWords: text("search_words").notNull().default(""),
    searchVector: tsvector("search_vector").generatedAlwaysAs((): SQL => sql`to_tsvector('simple', search_words)`),
  },
  (table) => [index("collections_owner_id_idx").on(table.ownerId)],
);

/** Pictures. `status` says how far processing is, `place` where a person finds it; they are independent. */
export const images = pgTable(
  "images",
  {
    id: uuid().primaryKey(),
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    homeCollectionId: uuid("home_collection_id")
      .notNull()
      .references(() => collections.id),
    originalName: text("original_name").notNull(),
    title: text(),
    description: text(),
    tags: text().array().notNull().default(sql`'{}'`),
    favourite: boolean().notNull().default(false),
    rating: integer(),
    place: text({ enum: ["library", "held", "trash"] })
      .notNull()
      .default("library"),
    trashedAt: timestamp("trashed_at", { withTimezone: true }),
    trashReason: text("trash_reason"),
    /** When a choice about duplicates moved it out of `held`; to the microsecond the moment of what was decided then. */
    heldUntil: timestamp("held_until", { withTimezone: true }),
    status: text({ enum: ["pending", "processed", "failed"] })
      .notNull()
      .default("pending"),
    failureReason: text("failure_reason"),
    /** Set while a worker is on it: the progress page's "runs". */
    processingSince: timestamp("processing_since", { withTimezone: true }),
    /** Version with which each step last succeeded, see [Note: Step versions]. */
    stepVersions: jsonb("step_versions").$type<Record<string, number>>().notNull().default({}),
    detectDuplicates: boolean("detect_duplicates").notNull().default(true),
    /** What happens to it when it is a near duplicate: held for its person, or put in the trash with the reason. */
    onDuplicate: text("on_duplicate", { enum: ["review", "reject", "reject-similar"] })
      .notNull()
      .default("review"),
    /** The address it was imported from; adding the same address again updates this image. */
    sourceUrl: text("source_url"),
    /** What choices among duplicates gave it of others, so that each can be undone (`Merge`). */
    takenOver: jsonb("taken_over").$type<Record<string, unknown>>(),
    /** The picture under which it is stacked as another shot of the same scene; null: it stands for itself. */
    stackedUnder: uuid("stacked_under").references((): AnyPgColumn => images.id, { onDelete: "set null" }),
    /** What was measured of its pixels for choosing among duplicates (`PictureQuality`); null: not yet. */
    quality: jsonb().$type<Record<string, unknown>>(),
    /** Names of its main colours, the largest part first (`colourNames`); null: not yet. */
    colours: text().array(),
    /** What models see in it, and text that can be read in it; null: not yet looked at. */
    labels: text().array(),
    foundText: text("found_text"),
    /** What a model says of it in a sentence. */
    caption: text(),
    sha256: text().notNull(),
    sizeBytes: bigint("size_bytes", { mode: "number" }).notNull(),
    contentType: text("content_type").notNull(),
    /** Upright pixels; null until decoded. */
    width: integer(),
    height: integer(),
    frames: integer(),
    thumbhash: bytea(),
    /** Local wall time, without zone, as YYYY-MM-DDTHH:MM:SS; the timeline groups by its day. */
    takenLocal: timestamp("taken_local", { withTimezone: false, mode: "string" }).notNull(),
    takenOffsetMin: integer("taken_offset_min"),
    takenUtc: timestamp("taken_utc", { withTimezone: true }),
    takenSource: text("taken_source", { enum: ["exif", "file", "added", "person"] }).notNull(),
    takenDay: date("taken_day", { mode: "string" })
      .generatedAlwaysAs((): SQL => sql`(taken_local::date)`)
      .notNull(),
    cameraMake: text("camera_make"),
    cameraModel: text("camera_model"),
    lens: text(),
    latitude: doublePrecision(),
    longitude: doublePrecision(),
    altitudeM: doublePrecision("altitude_m"),
    /** A small, named selection of EXIF for the information panel (`ExifSummary`). */
    exif: jsonb().$type<Record<string, unknown>>(),
    metadata: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    addedAt: timestamp("added_at", { withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
    /** Transaction that last changed the row, `processingSince` being set apart; `changes?since=` reads it. Kept by a trigger. */
    changedXid: bigint("changed_xid", { mode: "bigint" }).notNull().default(sql`0`),
    /** Words by which it is found, on four lines, made by `buildSearchWords`. */
    searchWords: text("search_words").notNull().default(""),
    /** [Note: Search words] */
    searchVector: tsvector("search_vector").generatedAlwaysAs(
      (): SQL => sql`setweight(to_tsvector('simple', split_part(search_words, E'\\n', 1)), 'A')
        || setweight(to_tsvector('simple', split_part(search_words, E'\\n', 2)), 'B')
        || setweight(to_tsvector('simple', split_part(search_words, E'\\n', 3)), 'C')
        || setweight(to_tsvector('simple', split_part(search_words, E'\\n', 4)), 'D')`,
    ),
  },
  (table) => [
    index("images_timeline_idx").on(table.ownerId, table.place, table.takenLocal.desc(), table.id.desc()),
    index("images_owner_sha256_idx").on(table.ownerId, table.sha256),
    index("images_changed_xid_idx").on(table.ownerId, table.changedXid),
    index("images_status_idx").on(table.ownerId, table.status, table.addedAt),
    index("images_trashed_at_idx").on(table.trashedAt).where(sql`place = 'trash'`),
    index("images_search_vector_idx").using("gin", table.searchVector),
    index("images_tags_idx").using("gin", table.tags),
    uniqueIndex("images_source_url_key").on(table.ownerId, table.sourceUrl),
    index("images_metadata_idx").using("gin", sql`${table.metadata} jsonb_path_ops`),
    index("images_owner_size_idx").on(table.ownerId, table.sizeBytes),
    index("images_stacked_under_idx").on(table.stackedUnder),
    index("images_colours_idx").using("gin", table.colours),
    index("images_labels_idx").using("gin", table.labels),
    index("images_position_idx").on(table.ownerId, table.latitude).where(sql`latitude is not null`),
    // Few pictures are in these, so that they cost ingest nothing, and the index alone says which pass.
    index("images_rating_idx").on(table.ownerId, table.place, table.rating, table.id).where(sql`rating is not null`),
    index("images_favourite_idx").on(table.ownerId, table.place, table.id).where(sql`favourite`),
    // Of nothing, once the words from before they were weighed are written anew.
    index("images_unweighed_words_idx").on(table.id).where(sql`position(E'\\n' in search_words) = 0`),
  ],
);

/** Stored bytes of an image. `externalPath` is set for a file that is referred to in place. */
export const files = pgTable(
  "files",
  {
    id: uuid().primaryKey(),
    imageId: uuid("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    role: text({ enum: ["original", "sidecar", "motion", "edit"] }).notNull(),
    sha256: text().notNull(),
    sizeBytes: bigint("size_bytes", { mode: "number" }).notNull(),
    contentType: text("content_type").notNull(),
    storageKey: text("storage_key").unique(),
    externalPath: text("external_path"),
  },
  (table) => [index("files_image_id_idx").on(table.imageId)],
);

/** One row per person and content: the row lock that serialises duplicate detection. */
export const contentClaims = pgTable(
  "content_claims",
  {
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    sha256: text().notNull(),
    imageId: uuid("image_id").references(() => images.id, { onDelete: "set null" }),
  },
  (table) => [primaryKey({ columns: [table.ownerId, table.sha256] }), index("content_claims_image_idx").on(table.imageId)],
);

/** Which images are in which collections. */
export const memberships = pgTable(
  "memberships",
  {
    collectionId: uuid("collection_id")
      .notNull()
      .references(() => collections.id, { onDelete: "cascade" }),
    imageId: uuid("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    addedAt: timestamp("added_at", { withTimezone: true }).notNull().defaultNow(),
    /** Its place when the collection has an order of its own, smallest first; null: after those, newest first. */
    position: doublePrecision(),
  },
  (table) => [primaryKey({ columns: [table.collectionId, table.imageId] }), index("memberships_image_id_idx").on(table.imageId)],
);

/** What tells that a picture looks like another, apart from `images` so that reading all of it stays quick. */
export const perceptualHashes = pgTable(
  "perceptual_hashes",
  {
    ownerId: uuid("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    imageId: uuid("image_id")
      .notNull()
      .references(() => images.id, { onDelete: "cascade" }),
    /** Null: the picture is flat, its hash would be chance. */
    hash256: bit({ length: 256 }),
    /** SHA-256 of the upright pixels, made when another picture looks the same; empty: it has too many. */
    pixelDigest: text("pixel_digest"),
  },
  (table) => [
    primaryKey({ columns: [table.ownerId, table.imageId] }),
    unique("perceptual_hashes_image_id_key").on(table.imageId),
    index("perceptual_hashes_flat_idx").on(table.ownerId).where(sql`hash256 is null`),
  ],
);

/** Deleted images, kept so that `changes?since=` can tell. */
export const tombstones = pgTable(
  "tombstones",
  {
    imageId: uuid("image_id").primaryKey(),
    ownerId: uuid("owner_id").notNull(),
    changedXid: bigint("changed_xid", { mode: "bigint" }).notNull(),
    deletedAt: timestamp("deleted_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index("tombstones_owner_idx").on(table.ownerId, table.changedXid)],
);
