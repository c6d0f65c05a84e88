CREATE TABLE "duplicate_rule_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"changes" jsonb NOT NULL,
	"image_count" integer NOT NULL,
	"applied_at" timestamp with time zone DEFAULT now() NOT NULL,
	"undone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "duplicate_rules" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"enabled" boolean DEFAULT false NOT NULL,
	"condition" jsonb NOT NULL,
	"action" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feature_indexes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"collection_id" uuid,
	"profile" text NOT NULL,
	"state" text NOT NULL,
	"words" "bytea" NOT NULL,
	"learned_from" integer NOT NULL,
	"segments" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"busy_until" timestamp with time zone,
	"version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"progress" jsonb DEFAULT '{}'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "feature_postings" (
	"index_id" uuid NOT NULL,
	"word" integer NOT NULL,
	"segment" integer NOT NULL,
	"entries" "bytea" NOT NULL,
	CONSTRAINT "feature_postings_index_id_word_segment_pk" PRIMARY KEY("index_id","word","segment")
);
--> statement-breakpoint
CREATE TABLE "indexed_images" (
	"index_id" uuid NOT NULL,
	"image_id" uuid NOT NULL,
	"number" integer,
	"words" "bytea",
	CONSTRAINT "indexed_images_index_id_image_id_pk" PRIMARY KEY("index_id","image_id")
);
--> statement-breakpoint
CREATE TABLE "local_features" (
	"image_id" uuid NOT NULL,
	"profile" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "local_features_image_id_profile_pk" PRIMARY KEY("image_id","profile")
);
--> statement-breakpoint
CREATE TABLE "saved_searches" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "search_calibrations" (
	"owner_id" uuid NOT NULL,
	"model_id" text NOT NULL,
	"version" integer NOT NULL,
	"image_count" integer NOT NULL,
	"data" jsonb NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "search_calibrations_owner_id_model_id_pk" PRIMARY KEY("owner_id","model_id")
);
--> statement-breakpoint
CREATE TABLE "search_history" (
	"id" uuid PRIMARY KEY NOT NULL,
	"owner_id" uuid NOT NULL,
	"query" text NOT NULL,
	"uses" integer DEFAULT 1 NOT NULL,
	"used_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "search_history_key" UNIQUE("owner_id","query")
);
--> statement-breakpoint
ALTER TABLE "images" drop column "search_vector";--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "search_vector" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('simple', split_part(search_words, E'\n', 1)), 'A')
        || setweight(to_tsvector('simple', split_part(search_words, E'\n', 2)), 'B')
        || setweight(to_tsvector('simple', split_part(search_words, E'\n', 3)), 'C')
        || setweight(to_tsvector('simple', split_part(search_words, E'\n', 4)), 'D')) STORED;--> statement-breakpoint
ALTER TABLE "perceptual_hashes" ALTER COLUMN "hash256" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "collections" ADD COLUMN "is_protected" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "collections" ADD COLUMN "recognition" jsonb;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "stacked_under" uuid;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "quality" jsonb;--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "colours" text[];--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "labels" text[];--> statement-breakpoint
ALTER TABLE "images" ADD COLUMN "found_text" text;--> statement-breakpoint
ALTER TABLE "perceptual_hashes" ADD COLUMN "pixel_digest" text;--> statement-breakpoint
ALTER TABLE "duplicate_rule_runs" ADD CONSTRAINT "duplicate_rule_runs_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duplicate_rules" ADD CONSTRAINT "duplicate_rules_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_indexes" ADD CONSTRAINT "feature_indexes_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_indexes" ADD CONSTRAINT "feature_indexes_collection_id_collections_id_fk" FOREIGN KEY ("collection_id") REFERENCES "public"."collections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "feature_postings" ADD CONSTRAINT "feature_postings_index_id_feature_indexes_id_fk" FOREIGN KEY ("index_id") REFERENCES "public"."feature_indexes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "indexed_images" ADD CONSTRAINT "indexed_images_index_id_feature_indexes_id_fk" FOREIGN KEY ("index_id") REFERENCES "public"."feature_indexes"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "indexed_images" ADD CONSTRAINT "indexed_images_image_id_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."images"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "local_features" ADD CONSTRAINT "local_features_image_id_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."images"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "local_features" ADD CONSTRAINT "local_features_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saved_searches" ADD CONSTRAINT "saved_searches_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_calibrations" ADD CONSTRAINT "search_calibrations_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_history" ADD CONSTRAINT "search_history_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "duplicate_rule_runs_owner_idx" ON "duplicate_rule_runs" USING btree ("owner_id","applied_at");--> statement-breakpoint
CREATE INDEX "duplicate_rules_owner_idx" ON "duplicate_rules" USING btree ("owner_id","position");--> statement-breakpoint
CREATE INDEX "feature_indexes_of_idx" ON "feature_indexes" USING btree ("owner_id","collection_id","state");--> statement-breakpoint
CREATE UNIQUE INDEX "feature_indexes_state_key" ON "feature_indexes" USING btree ("owner_id",coalesce(collection_id, owner_id),"profile","state") WHERE state <> 'retired';--> statement-breakpoint
CREATE INDEX "indexed_images_number_idx" ON "indexed_images" USING btree ("index_id","number");--> statement-breakpoint
CREATE INDEX "indexed_images_image_idx" ON "indexed_images" USING btree ("image_id");--> statement-breakpoint
CREATE INDEX "local_features_owner_idx" ON "local_features" USING btree ("owner_id","profile");--> statement-breakpoint
CREATE INDEX "saved_searches_owner_idx" ON "saved_searches" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "search_history_used_idx" ON "search_history" USING btree ("owner_id","used_at");--> statement-breakpoint
ALTER TABLE "images" ADD CONSTRAINT "images_stacked_under_images_id_fk" FOREIGN KEY ("stacked_under") REFERENCES "public"."images"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "duplicate_decisions_of_idx" ON "duplicate_decisions" USING btree ("of_image_id");--> statement-breakpoint
CREATE INDEX "duplicate_decisions_owner_idx" ON "duplicate_decisions" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "images_stacked_under_idx" ON "images" USING btree ("stacked_under");--> statement-breakpoint
CREATE INDEX "images_colours_idx" ON "images" USING gin ("colours");--> statement-breakpoint
CREATE INDEX "images_labels_idx" ON "images" USING gin ("labels");--> statement-breakpoint
CREATE INDEX "images_position_idx" ON "images" USING btree ("owner_id","latitude") WHERE latitude is not null;--> statement-breakpoint
CREATE INDEX "perceptual_hashes_flat_idx" ON "perceptual_hashes" USING btree ("owner_id") WHERE hash256 is null;--> statement-breakpoint
ALTER TABLE "perceptual_hashes" DROP COLUMN "hash64";--> statement-breakpoint
CREATE INDEX "images_search_vector_idx" ON "images" USING gin ("search_vector");--> statement-breakpoint
ALTER TABLE "local_features" ALTER COLUMN "data" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "feature_postings" ALTER COLUMN "entries" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "indexed_images" ALTER COLUMN "words" SET STORAGE EXTERNAL;--> statement-breakpoint
CREATE FUNCTION "hand_on_decisions"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE heir uuid;
BEGIN
  SELECT i.id INTO heir FROM (
    SELECT of_image_id AS id FROM duplicate_decisions WHERE image_id = OLD.id AND decision = 'duplicate'
    UNION ALL SELECT image_id FROM duplicate_decisions WHERE of_image_id = OLD.id AND decision = 'duplicate') twin
    JOIN images i ON i.id = twin.id WHERE i.id <> OLD.id AND EXISTS (SELECT 1 FROM users WHERE users.id = OLD.owner_id) ORDER BY i.id LIMIT 1;
  IF heir IS NOT NULL THEN
    INSERT INTO duplicate_decisions (image_id, of_image_id, owner_id, decision, decided_at)
    SELECT greatest(heir, i.id), least(heir, i.id), OLD.owner_id, d.decision, d.decided_at FROM (
      SELECT of_image_id AS other, decision, decided_at FROM duplicate_decisions WHERE image_id = OLD.id
      UNION ALL SELECT image_id, decision, decided_at FROM duplicate_decisions WHERE of_image_id = OLD.id) d
      JOIN images i ON i.id = d.other WHERE i.id NOT IN (heir, OLD.id)
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN OLD;
END
$$;--> statement-breakpoint
CREATE TRIGGER "images_hand_on_decisions" BEFORE DELETE ON "images" FOR EACH ROW EXECUTE FUNCTION "hand_on_decisions"();--> statement-breakpoint
CREATE FUNCTION "keep_stack_covered"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  old_cover uuid;
  new_cover uuid;
BEGIN
  SELECT coalesce(stacked_under, id) INTO old_cover FROM images WHERE id = NEW.id;
  IF NOT EXISTS (SELECT 1 FROM images WHERE stacked_under = old_cover) THEN RETURN NULL; END IF;
  IF EXISTS (SELECT 1 FROM images WHERE id = old_cover AND place = 'library') THEN
    UPDATE images SET stacked_under = NULL WHERE id = old_cover AND id <> NEW.id;
    RETURN NULL;
  END IF;
  SELECT id INTO new_cover FROM images WHERE stacked_under = old_cover AND place = 'library' ORDER BY taken_local, id LIMIT 1;
  IF new_cover IS NOT NULL THEN
    UPDATE images SET stacked_under = CASE WHEN id = new_cover THEN NULL ELSE new_cover END WHERE id = old_cover OR stacked_under = old_cover;
  END IF;
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER "images_keep_stack_covered" AFTER UPDATE OF "place" ON "images" FOR EACH ROW WHEN (OLD.place IS DISTINCT FROM NEW.place) EXECUTE FUNCTION "keep_stack_covered"();
