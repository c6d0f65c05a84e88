import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { nextHeaders, webContext } from "./browser";
import { runCell } from "./cells";
import { type ColumnName, columnNames } from "./columns";
import { listDoors } from "./doors";
import type { Mutant } from "./mutants";
import { listRows, type OwnedRow } from "./owned-rows";
import { table } from "./table";
import { makeWorld, type World } from "./world";

vi.mock("next/headers", () => nextHeaders);
vi.mock("@/lib/context/web-context", () => webContext);

const mutation = globalThis as unknown as { __mutant: (number: number) => boolean; __mutants: Map<number, Mutant> };
type Cell = { name: string; state: string; column: ColumnName; ms: number };

let world: World;
let rows: OwnedRow[];
/** The mutant that is on, and those whose places a cell came by. */
let current = 0;
const passed = new Set<number>();
const reports = process.env.MUTATION_REPORT ?? ".cache/mutation-report.json";
const minutes = Number(process.env.MUTATION_MINUTES ?? "60");

beforeAll(async () => {
  mutation.__mutant = (number) => {
    passed.add(number);
    return number === current;
  };
  await listDoors();
  world = await makeWorld();
  rows = await listRows(world.ctx.db);
}, 300_000);
afterAll(() => world?.close());

const letterAt = (row: string, column: ColumnName) => row.replaceAll(" ", "")[columnNames.indexOf(column)];

/** What is wrong in a cell; undefined when nothing is. */
async function findFault({ name, state, column }: Pick<Cell, "name" | "state" | "column">): Promise<string | undefined> {
  const door = table[name];
  if (!door) throw new Error(`There is no door ${name}.`);
  const expected = letterAt(door.rows[state] ?? "", column);
  try {
    const answer = await runCell(world, rows, name, door, state, column);
    if (answer.letter !== expected) return `${answer.letter} instead of ${expected}`;
    if (answer.leaks.length > 0) return `tells ${answer.leaks.slice(0, 3).join(", ")}`;
    if (answer.changed.length > 0) return `changes ${answer.changed.slice(0, 2).map(({ key }) => key.split(" ")[0])} of others`;
    const said = door.says?.rows[state]?.[column];
    if (said !== undefined && door.says?.of(answer.body) !== said) return `says ${door.says?.of(answer.body)} instead of ${said}`;
    return undefined;
  } catch (error) {
    return `throws ${String(error).slice(0, 100)}`;
  }
}

test("the table finds what is missing", { timeout: minutes * 60_000 + 600_000 }, async () => {
  const cellsOf = new Map<number, Cell[]>();
  const broken: string[] = [];
  let count = 0;
  for (const [name, door] of Object.entries(table))
    for (const state of Object.keys(door.rows))
      for (const column of columnNames) {
        passed.clear();
        const startedAt = performance.now();
        const fault = await findFault({ name, state, column });
        count++;
        if (fault) {
          broken.push(`${name} ${state} ${column}: ${fault}`);
          continue;
        }
        const cell = { name, state, column, ms: performance.now() - startedAt };
        for (const number of passed) cellsOf.set(number, [...(cellsOf.get(number) ?? []), cell]);
      }
  for (const each of broken) console.log(`broken: ${each}`);
  const until = Date.now() + minutes * 60_000;
  const results: (Mutant & { number: number; cells: number; killedBy: string | null; state: string })[] = [];
  const write = () => writeFileSync(reports, JSON.stringify({ cells: count, broken, results }, undefined, 1));
  const inOrder = [...mutation.__mutants].sort(([a], [b]) => (cellsOf.get(a)?.length ?? 0) - (cellsOf.get(b)?.length ?? 0));
  for (const [number, mutant] of inOrder) {
    const cells = spread(cellsOf.get(number) ?? []);
    let killedBy: string | null = null;
    let tried = 0;
    for (const cell of cells) {
      if (Date.now() > until) break;
      current = number;
      const fault = await findFault(cell);
      current = 0;
      tried++;
      if (fault) killedBy = `${cell.name} ${cell.state} ${cell.column}: ${fault}`;
      if (killedBy) break;
    }
    const state = killedBy ? "killed" : cells.length === 0 ? "not reached" : tried < cells.length ? "no time" : "survived";
    console.log(`${results.length + 1}/${inOrder.length} ${state} ${mutant.file}:${mutant.line}`);
    results.push({ number, ...mutant, cells: cells.length, killedBy, state });
    write();
  }
  for (const state of ["killed", "survived", "not reached", "no time"])
    console.log(`${state}: ${results.filter((result) => result.state === state).length}`);
  for (const { file, line, what, state, cells } of results)
    if (state !== "killed") console.log(`${state} (${cells} cells) ${file}:${line} ${what}`);
  expect(broken).toEqual([]);
});

/** The quick ones first, and each door and state before any a second time. */
function spread(cells: readonly Cell[]): Cell[] {
  const seen = new Map<string, number>();
  const ranked = cells.map((cell) => {
    const key = `${cell.name} ${cell.state}`;
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return { cell, nth };
  });
  return ranked.sort((a, b) => Math.floor(a.cell.ms / 200) - Math.floor(b.cell.ms / 200) || a.nth - b.nth).map(({ cell }) => cell);
}
