import { z } from "zod";
import { type FeatureSpec, featureProfile } from "../vision/local-features";
import { type RecognitionSettings, recognitionSettings } from "./schema";

const stored = recognitionSettings.extend({
  /** Of `featureProfile`; SQL compares it. */
  profile: z.string(),
  /** What served before the settings changed, and serves until all pictures have features of the new kind; null: nothing else. */
  before: z.object({ profile: z.string(), spec: z.custom<FeatureSpec>() }).nullable(),
});

/** `collections.recognition`: the settings, and by which features pictures are found. */
export type StoredRecognition = z.infer<typeof stored>;

/** Reads `collections.recognition`; undefined: things of the collection are not recognised. */
export function parseRecognition(json: unknown): StoredRecognition | undefined {
  return stored.safeParse(json).data;
}

/** How features are made by these settings. */
export function specOf({ widthPx, heightPx, featuresMax, dimensions }: RecognitionSettings): FeatureSpec {
  return { widthPx, heightPx, featuresMax, dimensions };
}

/** What is stored for settings, where others held before. */
export function toStored(settings: RecognitionSettings, old: StoredRecognition | undefined): StoredRecognition {
  const profile = featureProfile(specOf(settings));
  const changed = old && old.profile !== profile ? { profile: old.profile, spec: specOf(old) } : (old?.before ?? null);
  return { ...settings, profile, before: changed?.profile === profile ? null : changed };
}
