import path from "node:path";
import type { Plugin } from "vite";
import { mergeConfig } from "vitest/config";
import base from "../../vitest.config";
import { findEdits, type Mutant } from "./mutants";

const root = path.resolve(import.meta.dirname, "../..");
const numbers = new Map<string, number>();

/** Puts every mutant of a file into it, each behind its switch. */
const mutate: Plugin = {
  name: "mutate",
  enforce: "pre",
  transform(source, id) {
    const file = path.relative(root, id.split("?")[0] ?? id);
    const edits = findEdits(file, source);
    if (edits.length === 0) return undefined;
    let code = source;
    const mutants: [number, Mutant][] = [];
    for (const { start, end, text, what } of edits.toReversed()) {
      const line = source.slice(0, start).split("\n").length;
      const number = numberOf(`${file}:${start}`);
      mutants.push([number, { file, line, what }]);
      code = code.slice(0, start) + text.replaceAll("(#)", `(${number})`) + code.slice(end);
    }
    const noted = `globalThis.__mutants ??= new Map(); for (const [n, m] of ${JSON.stringify(mutants)}) globalThis.__mutants.set(n, m);`;
    const switched = "globalThis.__mutant ??= () => false;";
    return { code: `import { sql as __sql } from "drizzle-orm";\n${switched}\n${noted}\n${code}`, map: null };
  },
};

function numberOf(place: string): number {
  const known = numbers.get(place) ?? numbers.size + 1;
  numbers.set(place, known);
  return known;
}

const merged = mergeConfig(base, { plugins: [mutate] });
merged.test = { ...merged.test, include: ["e2e/access/mutation.run.ts"], maxWorkers: 1 };
export default merged;
