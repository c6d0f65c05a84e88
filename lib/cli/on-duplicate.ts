import { isSet, type Options, textOf, UsageError } from "./command";

/** What becomes of near duplicates, as the API's `onDuplicate` says it. */
export type OnDuplicate = "review" | "reject" | "reject-similar";

const choices: readonly OnDuplicate[] = ["review", "reject", "reject-similar"];

/** The options of commands that add pictures; `--reject-duplicates` is the shorter `--on-duplicate reject`. */
export const onDuplicateFlags = {
  "on-duplicate": { type: "string" },
  "reject-duplicates": { type: "boolean" },
} as const;

export const onDuplicateHelp = [
  "    --on-duplicate review|reject|reject-similar",
  "                        near duplicates wait for a decision (review, the default) or go to the trash with the reason",
  "                        (reject); reject-similar does so with what is only similar, too",
  "    --reject-duplicates the same as --on-duplicate reject",
];

/** What a command line says about near duplicates. @throws UsageError for another word, or for two that differ */
export function readOnDuplicate(options: Options): OnDuplicate {
  const word = textOf(options, "on-duplicate");
  const chosen = choices.find((choice) => choice === word);
  if (word !== undefined && chosen === undefined) throw new UsageError(`--on-duplicate takes ${choices.join(", ")}.`);
  if (!isSet(options, "reject-duplicates")) return chosen ?? "review";
  if (chosen !== undefined && chosen !== "reject") throw new UsageError(`--reject-duplicates and --on-duplicate ${chosen} differ.`);
  return "reject";
}
