import { z } from "zod";
import { operation } from "../../api/operation";
import { duplicateLayer, imageTile, plainText } from "../../images/schema";
import { limits } from "../../limits";
import { pageInput, pageOutput } from "../../paging";
import { keeperChoice, pictureFormat } from "../schema";

const formats = z.array(pictureFormat).min(1).max(pictureFormat.options.length);

/** Which undecided pairs a rule is for: all that is given must hold. */
export const ruleCondition = z.object({
  /** Any of these layers found the pair. */
  layers: z.array(duplicateLayer).min(1).max(duplicateLayer.options.length),
  verdict: z.enum(["duplicate", "similar", "any"]).default("duplicate"),
  /** The same ratio of width to height, but for rounding to whole pixels. */
  sameRatio: z.boolean().default(false),
  /** The same width and height. */
  sameSize: z.boolean().default(false),
  /** One picture has a format of `one`, the other one of `other`. */
  formats: z.object({ one: formats, other: formats }).nullable().default(null),
  /** Of the layer view: the least share of textured blocks that agree, and of the smaller picture that both have. */
  agreementMin: z.number().min(0).max(1).nullable().default(null),
  overlapMin: z.number().min(0).max(1).nullable().default(null),
  /** Both pictures are in one of these own collections, each in any of them. */
  collectionIds: z.array(z.uuid()).min(1).max(limits.duplicates.ruleCollectionsMax).nullable().default(null),
});
export type RuleCondition = z.output<typeof ruleCondition>;

/** What a rule does with pictures that fit: keep one, which takes over what the others know, and trash those; or stack them under one. */
export const ruleAction = z.discriminatedUnion("do", [
  z.object({ do: z.literal("keep"), by: keeperChoice }),
  z.object({ do: z.literal("stack"), by: keeperChoice }),
]);
export type RuleAction = z.output<typeof ruleAction>;

export const duplicateRule = z.object({
  id: z.uuid(),
  name: z.string(),
  condition: ruleCondition,
  action: ruleAction,
  /** It is applied to new duplicates as they are found. */
  enabled: z.boolean(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type DuplicateRule = z.infer<typeof duplicateRule>;

const tag = "duplicates";
const name = plainText.trim().min(1, "Give the rule a name.").max(limits.text.nameLengthMax);
const ruleId = z.uuid();

export const listDuplicateRules = operation({
  name: "listDuplicateRules",
  summary: "One's own rules about duplicates in their order: of several that fit a pair, the first decides",
  tag,
  method: "GET",
  path: "/api/v1/duplicates/rules",
  access: "member",
  input: z.object(pageInput),
  output: z.object({ rules: z.array(duplicateRule), ...pageOutput }),
});

export const createDuplicateRule = operation({
  name: "createDuplicateRule",
  summary: "Write a rule, after those there are; it does nothing alone until it is enabled",
  tag,
  method: "POST",
  path: "/api/v1/duplicates/rules",
  access: "member",
  successStatus: 201,
  input: z.object({ name, condition: ruleCondition, action: ruleAction, enabled: z.boolean().default(false) }),
  output: duplicateRule,
  /** For a collection of its condition. */
  errors: ["not-found"],
});

export const updateDuplicateRule = operation({
  name: "updateDuplicateRule",
  summary: "Change a rule, let it act alone or not, or move it before another (null: to the end)",
  tag,
  method: "PATCH",
  path: "/api/v1/duplicates/rules/{ruleId}",
  access: "member",
  input: z.object({
    ruleId,
    name: name.optional(),
    condition: ruleCondition.optional(),
    action: ruleAction.optional(),
    enabled: z.boolean().optional(),
    before: ruleId.nullable().optional(),
  }),
  output: duplicateRule,
});

export const deleteDuplicateRule = operation({
  name: "deleteDuplicateRule",
  summary: "Delete a rule; what it did stays, and can still be undone",
  tag,
  method: "DELETE",
  path: "/api/v1/duplicates/rules/{ruleId}",
  access: "member",
  input: z.object({ ruleId }),
  output: "none",
});

/** The rules that are meant; when absent: all of one's own. */
const ruleIds = z.array(ruleId).min(1).max(limits.duplicates.rulesMax).optional();

/** What a rule would do with some pictures. */
export const plannedGroup = z.object({
  ruleId,
  ruleName: z.string(),
  action: z.enum(["keep", "stack"]),
  /** The picture that is kept, or the cover. */
  keep: imageTile,
  /** Those that go to the trash, or are stacked under it. */
  others: z.array(imageTile),
});
export type PlannedGroup = z.infer<typeof plannedGroup>;

export const previewDuplicateRules = operation({
  name: "previewDuplicateRules",
  summary: "Exactly what applying rules now would do, page by page; nothing changes",
  tag,
  method: "POST",
  path: "/api/v1/duplicates/rules/preview",
  access: "member",
  scope: "read",
  input: z.object({ ruleIds, ...pageInput }),
  output: z.object({
    groups: z.array(plannedGroup),
    ...pageOutput,
    trashCount: z.number().int(),
    stackCount: z.number().int(),
    /** False when there is more than is done at once: apply, then look again. */
    complete: z.boolean(),
    /** Stands for all of this; hand it to apply. */
    token: z.string(),
  }),
});

/** Rules that were applied, by hand or alone. */
export const duplicateRuleRun = z.object({
  id: z.uuid(),
  /** By the rules alone, as new duplicates were found. */
  automatic: z.boolean(),
  ruleNames: z.array(z.string()),
  groupCount: z.number().int(),
  trashCount: z.number().int(),
  stackCount: z.number().int(),
  appliedAt: z.string(),
  undoneAt: z.string().nullable(),
  /** Until when it can be undone; null: no longer, or it is. */
  undoUntil: z.string().nullable(),
});
export type DuplicateRuleRun = z.infer<typeof duplicateRuleRun>;

export const applyDuplicateRules = operation({
  name: "applyDuplicateRules",
  summary: "Do what a preview showed; refused with `conflict` when that has changed since",
  tag,
  method: "POST",
  path: "/api/v1/duplicates/rules/apply",
  access: "member",
  input: z.object({ ruleIds, token: z.string().max(100) }),
  output: z.object({
    run: duplicateRuleRun,
    /** Groups that somebody changed in this very moment, and that were left alone. */
    skippedCount: z.number().int(),
  }),
  errors: ["conflict"],
});

export const listDuplicateRuleRuns = operation({
  name: "listDuplicateRuleRuns",
  summary: "What rules did, the latest first",
  tag,
  method: "GET",
  path: "/api/v1/duplicates/rules/runs",
  access: "member",
  input: z.object(pageInput),
  output: z.object({ runs: z.array(duplicateRuleRun), ...pageOutput }),
});

export const undoDuplicateRuleRun = operation({
  name: "undoDuplicateRuleRun",
  summary: "Undo all that rules did at once, except what somebody changed since; for 30 days",
  tag,
  method: "POST",
  path: "/api/v1/duplicates/rules/runs/{runId}/undo",
  access: "member",
  input: z.object({ runId: z.uuid() }),
  output: z.object({
    run: duplicateRuleRun,
    restoredCount: z.number().int(),
    /** Pictures that could not be put back, and why: deleted for good, or moved by somebody since. */
    left: z.array(z.object({ imageId: z.uuid(), reason: z.enum(["deleted", "changed"]) })),
  }),
  errors: ["conflict"],
});
