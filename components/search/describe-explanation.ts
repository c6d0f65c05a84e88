import type { OutputOf } from "@/lib/api/operation";
import { formatCount } from "@/lib/client/format";
import type { explainHit } from "@/lib/search/help-schema";

type Explained = OutputOf<typeof explainHit>;

const fieldNames: Record<NonNullable<Explained["words"]>["found"][number]["fields"][number], string> = {
  title: "its title",
  tags: "its tags",
  name: "its file name",
  description: "its description",
  labels: "what a model sees in it",
  caption: "its caption",
  text: "text in the picture",
  place: "the place that its file names",
  collection: "the name of a collection",
};

/** Each way of finding in a sentence. */
export function describeExplanation({ failed, meaning, words }: Pick<Explained, "failed" | "meaning" | "words">): string[] {
  const lines = failed.map(({ says }) => says);
  if (meaning) lines.push(describeMeaning(meaning));
  if (words) lines.push(...describeWords(words));
  return lines;
}

function describeMeaning({ similarity, rank, of, similarityMin }: NonNullable<Explained["meaning"]>): string {
  if (similarity === null) return "By content: it has not been read by the search model.";
  const least = similarityMin === null ? "" : ` The least similar picture that is shown has ${similarityMin.toFixed(3)}.`;
  const place = rank === null ? "beyond the nearest" : `number ${formatCount(rank)} of ${formatCount(of)}`;
  return `By content: cosine similarity ${similarity.toFixed(3)}, ${place}.${least}`;
}

function describeWords({ rank, of, found }: NonNullable<Explained["words"]>): string[] {
  const standing = found.filter(({ fields }) => fields.length > 0);
  if (standing.length === 0) return ["By words: none of them is in its name, title, tags or captions."];
  const place = rank === null ? "" : `, number ${formatCount(rank)} of ${formatCount(of)}`;
  const where = standing.map(({ word, fields }) => `“${word}” in ${fields.map((field) => fieldNames[field]).join(" and ")}`);
  return [`By words${place}: ${where.join("; ")}.`];
}
