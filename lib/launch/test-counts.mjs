import { existsSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

/** What a test may need and say so in its name, and whether it is to be had in this run. */
export function missingNeeds({ env, postgres, chromium }) {
  const needs = { MODEL_MIRROR: env.MODEL_MIRROR, MAGPIE_DATA: env.MAGPIE_DATA, Postgres: postgres, Chromium: chromium };
  return Object.keys(needs).filter((name) => !needs[name]);
}

/** Skipped tests whose name (or note) names nothing that is missing here: they fail the run. */
export function findForbiddenSkips(skipped, missing) {
  return skipped.filter((name) => !missing.some((need) => name.includes(need)));
}

/**
 * A failure in one line: the test, and the first words of each of its errors, without colours.
 * `errors` hold a `message` each; at most 300 characters of one are told.
 */
export function nameFailure(name, errors = []) {
  const words = errors.map((error) =>
    stripVTControlCharacters(error.message ?? "")
      .trim()
      .replace(/\s+/g, " ")
      .slice(0, 300),
  );
  return [name, ...words.filter(Boolean)].join(" — ");
}

const noReport = () => ({ passed: 0, failed: ["it ended without a report"], skipped: [] });

/** Counts as our reporter of Vitest wrote them; a run that wrote none failed once. */
export function readVitestCounts(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : noReport();
}

/** Counts of a report by Playwright's JSON reporter; a run that wrote none failed once. */
export function readPlaywrightCounts(file) {
  if (!existsSync(file)) return noReport();
  const report = JSON.parse(readFileSync(file, "utf8"));
  const counts = { passed: 0, failed: (report.errors ?? []).map((error) => nameFailure("outside of any story", [error])), skipped: [] };
  const visit = (suite, names) => {
    for (const spec of suite.specs ?? []) for (const test of spec.tests) countOne(counts, test, [...names, spec.title]);
    for (const inner of suite.suites ?? []) visit(inner, [...names, inner.title]);
  };
  for (const suite of report.suites ?? []) visit(suite, [suite.title]);
  return counts;
}

function countOne(counts, test, names) {
  const notes = (test.annotations ?? []).map((annotation) => annotation.description ?? "");
  if (test.status === "skipped") counts.skipped.push([...names, ...notes].join(" "));
  else if (test.status === "unexpected") counts.failed.push(nameFailure(names.join(" "), test.results?.at(-1)?.errors));
  else counts.passed++;
}
