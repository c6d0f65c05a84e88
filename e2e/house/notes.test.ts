import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const sources = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "app", "components", "lib", "e2e"], {
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !file.startsWith("e2e/house/"));

type Citation = { title: string; file: string; defines: boolean };

/** A note is defined where its title opens a comment's text with "[Note: Title] words"; elsewhere it is cited. */
function findCitations(): Citation[] {
  return sources.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/(^\s*(?:\/\*\*?|\*|\/\/)\s*)?\[Note: ([^\]]+)\]( \w)?/gm)].map((match) => ({
      title: match[2] ?? "",
      file,
      defines: match[1] !== undefined && match[3] !== undefined,
    })),
  );
}

test("every cited note is written exactly once", () => {
  const citations = findCitations();
  expect(citations.length).toBeGreaterThan(0);
  for (const title of new Set(citations.map((citation) => citation.title))) {
    const definitions = citations.filter((citation) => citation.title === title && citation.defines).map((citation) => citation.file);
    expect({ title, definitions: definitions.length }).toEqual({ title, definitions: 1 });
  }
});
