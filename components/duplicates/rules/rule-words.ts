import type { RuleAction, RuleCondition } from "@/lib/duplicates/rules/schema";
import type { KeeperChoice } from "@/lib/duplicates/schema";

type Part<T> = { label: string; value: T };

/** What pictures have in common, also in a word or two. */
export const sameness: Record<string, Part<Pick<RuleCondition, "layers" | "verdict">> & { short: string }> = {
  pixels: { short: "Same pixels", label: "have the same pixels", value: { layers: ["bytes", "pixels"], verdict: "duplicate" } },
  bytes: { short: "Same file", label: "are the same file", value: { layers: ["bytes"], verdict: "duplicate" } },
  perceptual: {
    short: "Same picture",
    label: "are the same picture, resized or saved again",
    value: { layers: ["bytes", "pixels", "perceptual"], verdict: "duplicate" },
  },
  /** A pair that a surer layer found is not looked at by the next: what is written for views is meant for it too. */
  view: {
    short: "Same view",
    label: "show the same view, also cropped, turned or written on",
    value: { layers: ["bytes", "pixels", "perceptual", "view"], verdict: "duplicate" },
  },
  any: {
    short: "Any duplicates",
    label: "are duplicates of any kind",
    value: { layers: ["bytes", "pixels", "perceptual", "view", "embedding"], verdict: "duplicate" },
  },
  similar: { short: "Similar shots", label: "are similar shots", value: { layers: ["view", "embedding"], verdict: "similar" } },
};

type Formats = RuleCondition["formats"];

/** Their formats. */
export const formats: Record<string, Part<Formats>> = {
  any: { label: "of whatever format", value: null },
  raw: { label: "one a JPEG, the other a raw file", value: { one: ["jpeg"], other: ["raw"] } },
  heic: { label: "one a JPEG, the other a HEIC", value: { one: ["jpeg"], other: ["heic"] } },
  lossless: { label: "one a JPEG, the other without loss (PNG, TIFF, BMP)", value: { one: ["jpeg"], other: ["png", "tiff", "bmp"] } },
  web: { label: "one a JPEG, the other a WebP or AVIF", value: { one: ["jpeg"], other: ["webp", "avif"] } },
};

/** Their sizes. */
export const sizes: Record<string, Part<Pick<RuleCondition, "sameRatio" | "sameSize">>> = {
  any: { label: "of whatever size", value: { sameRatio: false, sameSize: false } },
  ratio: { label: "of the same proportions", value: { sameRatio: true, sameSize: false } },
  size: { label: "of the same size in pixels", value: { sameRatio: false, sameSize: true } },
};

/** What is done. */
export const deeds: Record<RuleAction["do"], string> = {
  keep: "keep one, trash the others",
  stack: "stack them, and show one",
};

/** Which one is kept, or shown. */
export const choices: Record<KeeperChoice, string> = {
  suggested: "the best one",
  "most-metadata": "the one with most metadata",
  "most-pixels": "the one with most pixels",
  "largest-file": "the largest file",
  oldest: "the oldest one",
  "camera-file": "the camera's own file",
};

/** The name of the part whose value this is; undefined: none, as a script may write it. */
export function findPart<T>(parts: Record<string, Part<T>>, value: T): string | undefined {
  const text = JSON.stringify(value);
  return Object.keys(parts).find((name) => JSON.stringify(parts[name]?.value) === text);
}

/** What a rule is called until its person says otherwise: "Same pixels: keep the one with most metadata". */
export function nameRule({ condition, action }: { condition: RuleCondition; action: RuleAction }): string {
  const { layers, verdict } = condition;
  const same = findPart(sameness, { layers, verdict });
  const formatsToo = condition.formats ? ", two formats" : "";
  const what = (same && sameness[same]?.short) ?? "Found alike";
  return `${what}${formatsToo}: ${action.do === "keep" ? `keep ${choices[action.by]}` : `stack under ${choices[action.by]}`}`;
}

/** A rule as a sentence. Collections are named by `collectionNames`, by id. */
export function describeRule(
  { condition, action }: { condition: RuleCondition; action: RuleAction },
  collectionNames: ReadonlyMap<string, string>,
): string {
  const { layers, verdict, sameRatio, sameSize, agreementMin, overlapMin, collectionIds } = condition;
  const same = findPart(sameness, { layers, verdict });
  const format = findPart(formats, condition.formats);
  const size = findPart(sizes, { sameRatio, sameSize });
  const names = collectionIds?.map((id) => collectionNames.get(id) ?? "a collection that is gone");
  const parts = [
    `Where pictures ${same ? sameness[same]?.label : `are found alike (${layers.join(", ")})`}`,
    format === "any" ? "" : format ? formats[format]?.label : "of formats that a script chose",
    size === "any" ? "" : size ? sizes[size]?.label : "of the same proportions and size",
    agreementMin === null ? "" : `agreeing by at least ${Math.round(agreementMin * 100)} %`,
    overlapMin === null ? "" : `overlapping by at least ${Math.round(overlapMin * 100)} %`,
    names ? `in ${names.join(" or ")}` : "",
  ];
  const deed =
    action.do === "keep" ? `keep ${choices[action.by]}, and move the others to the trash` : `stack them under ${choices[action.by]}`;
  return `${parts.filter(Boolean).join(", ")}: ${deed}.`;
}
