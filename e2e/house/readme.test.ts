import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConfig, settings } from "@/lib/config";
import { stepVersions } from "@/lib/ingest/ingest-image";
import { stepTitles } from "@/lib/ingest/schema";
import { queryKeys } from "@/lib/search/syntax/query-keys";

const readme = readFileSync("README.md", "utf8");

/** The README's rows of a table whose first cell is a name in backticks. */
function rowsOf(heading: string): { name: string; cells: string[] }[] {
  const section = readme.split(`## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return section
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter((cells) => /^`.+`$/.test(cells[0] ?? ""))
    .map((cells) => ({ name: (cells[0] ?? "").slice(1, -1), cells }));
}

test("the configuration table names every setting with its meaning, and no other", () => {
  const rows = rowsOf("Configuration");
  expect(rows.map((row) => row.name).sort()).toEqual(Object.keys(settings).sort());
  for (const { name, cells } of rows)
    expect({ name, meaning: cells[2] }).toEqual({ name, meaning: settings[name as keyof typeof settings].description });
});

test("the configuration table's defaults are the program's", () => {
  const nested = JSON.stringify(readConfig({}));
  for (const { name, cells } of rowsOf("Configuration")) {
    const given = /^`(.+)`$/.exec(cells[1] ?? "")?.[1];
    if (given === undefined) continue;
    expect({ name, same: JSON.stringify(readConfig({ [name]: given })) === nested }).toEqual({ name, same: true });
  }
});

test("the table of the search box names every filter", () => {
  const section = readme.split("## The search box\n")[1]?.split("\n## ")[0] ?? "";
  const written = new Set([...section.matchAll(/`-?([a-z]+):/g)].map((match) => match[1]));
  expect([...written].sort()).toEqual(
    Object.values(queryKeys)
      .map(({ names }) => names[0])
      .sort(),
  );
});

test("the folder map names every top-level folder and every folder of lib, and no other", () => {
  const tracked = execFileSync("git", ["ls-files"], { encoding: "utf8" }).split("\n");
  const folders = new Set<string>();
  for (const file of tracked) {
    const parts = file.split("/");
    if (parts.length > 1) folders.add(`${parts[0]}/`);
    if (parts[0] === "lib" && parts.length > 2) folders.add(`lib/${parts[1]}/`);
  }
  folders.delete(".ci/");
  expect(
    rowsOf("Folders")
      .map((row) => row.name)
      .sort(),
  ).toEqual([...folders].sort());
});

test("the table of steps is the order of ingest, with its versions", () => {
  const rows = rowsOf("How a picture is processed");
  expect(rows.map(({ name, cells }) => [name, Number(cells[1]), cells[2]])).toEqual(
    Object.entries(stepVersions).map(([name, version]) => [name, version, stepTitles[name as keyof typeof stepTitles]]),
  );
});
