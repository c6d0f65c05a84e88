import { existsSync, readFileSync } from "node:fs";
import type { ColumnName } from "./columns";
import { does } from "./does";
import type { Mutant } from "./mutants";
import { table } from "./table";

export type Cell = { name: string; state: string; column: ColumnName; ms: number };
export type Result = Mutant & { key: string; cells: number; killedBy: string | null; state: string };
export type Report = { cells: number; rows: string[]; broken: string[]; results: Result[] };

/** A row with all that it expects: what survived it once is not tried with it again. */
export function rowOf(name: string, state: string): string {
  const { rows, says } = table[name] ?? {};
  return JSON.stringify([name, state, rows?.[state], does[name]?.[state], says?.rows[state]]);
}
export const nameOf = ({ name, state, column }: Omit<Cell, "ms">) => `${name} ${state} ${column}`;

/** What the last run found: what killed a mutant then is tried first. */
export function readReport(file: string): Report {
  const empty = { cells: 0, rows: [], broken: [], results: [] };
  const found = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Report) : empty;
  return { ...found, results: found.results.map((each) => (each.state === "killed" ? each : { ...each, killedBy: null })) };
}

/** Names for mutants that stay as long as what they change: the file, the condition, and which of its kind in that file. */
export function keysOf(mutants: ReadonlyMap<number, Mutant>): Map<number, string> {
  const counts = new Map<string, number>();
  const keys = new Map<number, string>();
  for (const [number, { file, what }] of [...mutants].sort(([a], [b]) => b - a)) {
    const kind = `${file} ${what.replace(/\s+/g, " ")}`;
    const nth = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, nth);
    keys.set(number, `${kind} #${nth}`);
  }
  return keys;
}

/** The state of a mutant with regard to the list of equivalent ones as it is now. */
export function relabel({ key, state }: Pick<Result, "key" | "state">, equivalent: Readonly<Record<string, string>>): string {
  if (key in equivalent && /^(survived|not reached)$/.test(state)) return "equivalent";
  return state === "equivalent" && !(key in equivalent) ? "survived" : state;
}

/**
 * What a run leaves unproven: mutants that no cell noticed, came by or had time for and that are no
 * second door, and entries of the list of equivalent ones that are no longer true.
 */
export function listUnproven(results: readonly Result[], equivalent: Readonly<Record<string, string>>): string[] {
  const states = new Map(results.map(({ key, state }) => [key, state]));
  const open = results.filter(({ state }) => ["survived", "not reached", "no time"].includes(state));
  const stale = Object.keys(equivalent).filter((key) => states.get(key) !== "equivalent");
  return [
    ...open.map(({ key, state }) => `${state}: ${key}`),
    ...stale.map((key) => `listed as equivalent, but ${states.get(key) ?? "there is no such mutant"}: ${key}`),
  ];
}

/** First the cell that noticed the last time, then rows that are new, and of all each column and each row before any a second time. */
export function spread(cells: readonly Cell[], oldRows: readonly string[], killedBy: string | null | undefined): Cell[] {
  const seen = new Map<string, number>();
  const nth = (key: string) => {
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return seen.get(key) ?? 0;
  };
  const old = new Set(oldRows);
  const turn = (cell: Cell) => {
    const row = rowOf(cell.name, cell.state);
    const at = Math.min(nth(`column ${cell.column}`), nth(row)) * 10 + Math.min(9, Math.floor(cell.ms / 100));
    if (killedBy?.startsWith(`${nameOf(cell)}: `)) return -2_000_000;
    return old.has(row) ? at : at - 1_000_000;
  };
  const ranked = cells.map((cell) => ({ cell, at: turn(cell) }));
  return ranked.sort((a, b) => a.at - b.at).map(({ cell }) => cell);
}
