/** The names under which answers of the server are kept; the change feed renews them by prefix. */
export const queryKeys = {
  counts: ["counts"] as const,
  timeline: (favourite: boolean) => ["timeline", favourite] as const,
  timelinePage: (favourite: boolean, page: { day: string; signature: string; offset: number }) =>
    ["timeline-page", page.day, favourite, page.signature, page.offset] as const,
  /** A list of images: `{ images, ... }` or infinite pages of it. */
  images: (input: Record<string, unknown>) => ["images", input] as const,
  image: (id: string) => ["image", id] as const,
  collections: ["collections"] as const,
  collection: (id: string) => ["collections", id] as const,
  search: (input: Record<string, unknown>) => ["search", input] as const,
  /** Ways to go on with a line; what is remembered and kept of searches stands under the same name. */
  suggestions: (q: string, caret: number) => ["search-help", "suggestions", q, caret] as const,
  explanation: (input: Record<string, unknown>) => ["search-help", "explanation", input] as const,
  searchHelp: ["search-help"] as const,
  savedSearches: ["saved-searches"] as const,
  duplicateGroups: (kind: string | undefined, order: string) => ["duplicate-groups", kind ?? "all", order] as const,
  groupImages: (groupId: string, thanId: string, part: number) => ["group-images", groupId, thanId, part] as const,
  groupPair: (firstId: string, secondId: string) => ["group-pair", firstId, secondId] as const,
  decidedGroups: ["decided-groups"] as const,
  duplicateRules: ["duplicate-rules"] as const,
  duplicateRuleRuns: ["duplicate-rule-runs"] as const,
  /** `version` is that of the rules. */
  duplicateRulePreview: (version: string) => ["duplicate-rule-preview", version] as const,
  processing: ["processing"] as const,
  imports: ["imports"] as const,
  members: (collectionId: string) => ["members", collectionId] as const,
  links: (collectionId: string | undefined) => ["links", collectionId ?? "all"] as const,
  invitations: ["invitations"] as const,
  groups: ["groups"] as const,
  /** What a share link shows; whoever looks has no account. */
  shared: (token: string) => ["shared", token] as const,
};

/** What may be out of date once images have changed. */
export const imageDependents = ["timeline", "images", "image", "collections", "processing"] as const;
