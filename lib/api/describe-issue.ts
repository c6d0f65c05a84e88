import type { z } from "zod";

type Issue = z.core.$ZodRawIssue;
type NestedIssue = z.core.$ZodIssue;

const types: Record<string, string> = {
  string: "a text",
  number: "a number",
  nan: "a number",
  int: "a whole number",
  bigint: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  set: "a list",
  object: "an object with fields",
  record: "an object with fields",
  date: "a time",
  file: "a file",
  null: "null",
};

const formats: Record<string, string> = {
  uuid: "This is not an id.",
  email: "This is not an e-mail address.",
  url: "This is not a web address.",
  date: "Write a day like 2019-05-31.",
  datetime: "Write a time like 2019-05-31T12:00:00Z.",
  time: "Write a time of day like 12:30:00.",
};

/**
 * What is wrong with a field in words for people: for what its schema has no sentence of its own.
 * Given to zod as the `error` of a parse. Pure.
 */
export function describeIssue(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return isMissing(issue.input) ? missing : `This must be ${types[issue.expected] ?? "of another kind"}.`;
    case "invalid_value":
      return isMissing(issue.input) ? missing : `This must be ${joinChoices(issue.values)}.`;
    case "too_small":
      return describeBound(issue, "at least", issue.minimum);
    case "too_big":
      return describeBound(issue, "at most", issue.maximum);
    case "invalid_format":
      return formats[issue.format] ?? "This is not written as it must be.";
    case "not_multiple_of":
      return `This must be a multiple of ${issue.divisor}.`;
    case "unrecognized_keys":
      return `There is no such field: ${issue.keys.map((key) => key.slice(0, 100)).join(", ")}.`;
    case "invalid_union":
      return describeUnion(issue);
    default:
      return other;
  }
}

const missing = "This is missing.";
const other = "This cannot be used.";

const isMissing = (input: unknown) => input === undefined;

function joinChoices(values: readonly unknown[]): string {
  const [first, ...others] = values.map((value) => (typeof value === "string" ? `“${value}”` : String(value)));
  return others.length === 0 ? `${first}` : `one of ${[first, ...others].join(", ")}`;
}

type Bounded = { origin: string; inclusive?: boolean | undefined; exact?: boolean | undefined };

function describeBound({ origin, inclusive, exact }: Bounded, bound: "at least" | "at most", value: number | bigint): string {
  const amount = `${exact ? "exactly" : bound} ${value.toLocaleString("en")}`;
  if (origin === "string") return value === 1n || value === 1 ? describeShort(amount, bound) : `Write ${amount} characters.`;
  if (origin === "array" || origin === "set" || origin === "map") return `Name ${Number(value) === 1 && !exact ? `${bound} one` : amount}.`;
  if (origin === "file") return `The file must have ${amount} bytes.`;
  if (origin === "date") return bound === "at least" ? "This time is too early." : "This time is too late.";
  if (inclusive === false) return `This must be ${bound === "at least" ? "more than" : "less than"} ${value.toLocaleString("en")}.`;
  return `This must be ${amount}.`;
}

const describeShort = (amount: string, bound: "at least" | "at most") =>
  bound === "at least" ? "This must not be empty." : `Write ${amount} character.`;

/** The way that was nearly met speaks: one that fails deeper than by the kind of the value; else all ways together. */
function describeUnion(issue: Extract<Issue, { code?: "invalid_union" }>): string {
  if (isMissing(issue.input)) return missing;
  const { options } = issue as { options?: readonly unknown[] };
  if (options && options.length > 0) return `This must be ${joinChoices(options)}.`;
  const ways = issue.errors.flatMap(([first]) => first ?? []);
  const near = ways.find(isNear);
  if (near) return near.path.length === 0 ? near.message : `${near.path.join(".")}: ${near.message}`;
  const sentences = [...new Set(ways.map(({ message }) => message))];
  return sentences.length === 0 ? other : sentences.join(" Or: ");
}

const isNear = ({ code, path }: NestedIssue) =>
  path.length > 0 || (code !== "invalid_type" && code !== "invalid_value" && code !== "invalid_union");
