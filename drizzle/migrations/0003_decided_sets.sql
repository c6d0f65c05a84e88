CREATE TABLE "unrelated_images" (
	"set_id" uuid NOT NULL,
	"image_id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"decided_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "unrelated_images_set_id_image_id_pk" PRIMARY KEY("set_id","image_id")
);
--> statement-breakpoint
ALTER TABLE "duplicate_pairs" ADD COLUMN "is_open" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "unrelated_images" ADD CONSTRAINT "unrelated_images_image_id_images_id_fk" FOREIGN KEY ("image_id") REFERENCES "public"."images"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "unrelated_images" ADD CONSTRAINT "unrelated_images_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "unrelated_images_image_idx" ON "unrelated_images" USING btree ("image_id");--> statement-breakpoint
CREATE INDEX "unrelated_images_owner_idx" ON "unrelated_images" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "duplicate_pairs_open_idx" ON "duplicate_pairs" USING btree ("owner_id","id") WHERE is_open;--> statement-breakpoint
CREATE INDEX "images_unweighed_words_idx" ON "images" USING btree ("id") WHERE position(E'\n' in search_words) = 0;--> statement-breakpoint
CREATE FUNCTION "pass_on_decisions"(gone uuid, owner uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  heir uuid;
  heir_is text;
BEGIN
  SELECT i.id, near.decision INTO heir, heir_is FROM (
    SELECT of_image_id AS id, decision FROM duplicate_decisions WHERE image_id = gone AND decision <> 'not-related'
    UNION ALL SELECT image_id, decision FROM duplicate_decisions WHERE of_image_id = gone AND decision <> 'not-related') near
    JOIN images i ON i.id = near.id WHERE i.id <> gone AND EXISTS (SELECT 1 FROM users WHERE users.id = owner)
    ORDER BY near.decision <> 'duplicate', i.place = 'trash', i.id DESC LIMIT 1;
  IF heir IS NULL THEN RETURN; END IF;
  INSERT INTO duplicate_decisions (image_id, of_image_id, owner_id, decision, decided_at)
  SELECT greatest(heir, i.id), least(heir, i.id), owner, d.decision, d.decided_at FROM (
    SELECT of_image_id AS other, decision, decided_at FROM duplicate_decisions WHERE image_id = gone
    UNION ALL SELECT image_id, decision, decided_at FROM duplicate_decisions WHERE of_image_id = gone) d
    JOIN images i ON i.id = d.other WHERE i.id NOT IN (heir, gone) AND (heir_is = 'duplicate' OR d.decision <> 'not-related')
  ON CONFLICT DO NOTHING;
  IF heir_is = 'duplicate' THEN
    INSERT INTO unrelated_images (set_id, image_id, owner_id, decided_at)
    SELECT set_id, heir, owner, decided_at FROM unrelated_images WHERE image_id = gone ON CONFLICT DO NOTHING;
  END IF;
END
$$;--> statement-breakpoint
CREATE OR REPLACE FUNCTION "hand_on_decisions"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pass_on_decisions(OLD.id, OLD.owner_id);
  RETURN OLD;
END
$$;
