import { z } from "zod";

const depthMax = 32;

/** Whether the database can keep a text: it knows neither the NUL character nor half a character. */
export function isPlainText(text: string): boolean {
  return !/\0|\p{Cs}/u.test(text);
}

/**
 * Whether the database can keep a JSON value: plain text in it, at most 32 levels deep and
 * `sizeBytesMax` bytes of UTF-8 as text. Walks without recursion, since the value is of strangers.
 */
export function isStorableJson(value: unknown, sizeBytesMax: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthMax || level.some((each) => !isPlainLeaf(each))) return false;
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
  }
  return new TextEncoder().encode(JSON.stringify(value)).length <= sizeBytesMax;
}

function isPlainLeaf(value: unknown): boolean {
  if (typeof value === "string") return isPlainText(value);
  return typeof value !== "object" || value === null || Object.keys(value).every(isPlainText);
}

/** A JSON object written as text, for queries; gives the object. */
export function jsonObjectText(lengthMax: number) {
  return z
    .string()
    .max(lengthMax)
    .transform((text, issues) => {
      const value = parseObject(text);
      if (value) return value;
      issues.addIssue("Write a JSON object.");
      return z.NEVER;
    });
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject && isStorableJson(value, text.length * 4) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
