ALTER TABLE "saved_searches" ADD COLUMN "pictures" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "on_duplicate" text DEFAULT 'review' NOT NULL;--> statement-breakpoint
ALTER TABLE "upload_batches" ADD COLUMN "on_duplicate" text DEFAULT 'review' NOT NULL;