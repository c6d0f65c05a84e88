DROP INDEX "uploads_owner_idx";--> statement-breakpoint
DROP INDEX "indexed_images_number_idx";--> statement-breakpoint
DROP INDEX "uploads_updated_at_idx";--> statement-breakpoint
CREATE INDEX "indexed_images_tail_idx" ON "indexed_images" USING btree ("index_id","image_id") WHERE number is null;--> statement-breakpoint
CREATE INDEX "indexed_images_number_idx" ON "indexed_images" USING btree ("index_id","number") WHERE number is not null;--> statement-breakpoint
CREATE INDEX "uploads_updated_at_idx" ON "uploads" USING brin ("updated_at");--> statement-breakpoint
ALTER TABLE "uploads" SET (fillfactor = 60);--> statement-breakpoint
ALTER TABLE "images" SET (fillfactor = 80);--> statement-breakpoint
DROP TRIGGER "images_stamp_change" ON "images";--> statement-breakpoint
CREATE TRIGGER "images_stamp_insert" BEFORE INSERT ON "images" FOR EACH ROW EXECUTE FUNCTION "stamp_image_change"();--> statement-breakpoint
CREATE TRIGGER "images_stamp_change" BEFORE UPDATE ON "images" FOR EACH ROW
  WHEN (NEW.processing_since IS NULL OR NEW.processing_since IS NOT DISTINCT FROM OLD.processing_since) EXECUTE FUNCTION "stamp_image_change"();
