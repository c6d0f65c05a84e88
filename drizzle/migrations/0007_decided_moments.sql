DROP INDEX "duplicate_decisions_owner_idx";--> statement-breakpoint
DROP INDEX "unrelated_images_owner_idx";--> statement-breakpoint
CREATE INDEX "duplicate_decisions_decided_idx" ON "duplicate_decisions" USING btree ("owner_id","decided_at");--> statement-breakpoint
CREATE INDEX "unrelated_images_decided_idx" ON "unrelated_images" USING btree ("owner_id","decided_at");