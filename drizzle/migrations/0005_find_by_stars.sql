CREATE INDEX "content_claims_image_idx" ON "content_claims" USING btree ("image_id");--> statement-breakpoint
CREATE INDEX "images_rating_idx" ON "images" USING btree ("owner_id","place","rating","id") WHERE rating is not null;--> statement-breakpoint
CREATE INDEX "images_favourite_idx" ON "images" USING btree ("owner_id","place","id") WHERE favourite;--> statement-breakpoint
CREATE INDEX "uploads_batch_idx" ON "uploads" USING btree ("batch_id");