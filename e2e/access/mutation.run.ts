import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { nextHeaders, webContext } from "./browser";
import { runCell, shouldDo } from "./cells";
import { type ColumnName, columnNames } from "./columns";
import { listDoors } from "./doors";
import { equivalentMutants } from "./equivalent-mutants";
import type { Mutant } from "./mutants";
import { type Cell, keysOf, listUnproven, nameOf, type Result, readReport, relabel, rowOf, spread } from "./mutation-report";
import { listRows, type OwnedRow } from "./owned-rows";
import { secondDoors } from "./second-doors";
import { table } from "./table";
import { makeWorld, type World } from "./world";

vi.mock("next/headers", () => nextHeaders);
vi.mock("@/lib/context/web-context", () => webContext);

const mutation = globalThis as unknown as { __mutant: (number: number) => boolean; __mutants: Map<number, Mutant> };

let world: World;
let rows: OwnedRow[];
/** The mutants that are on, and those whose places a cell came by. */
let current: readonly number[] = [];
const passed = new Set<number>();
const reports = process.env.MUTATION_REPORT ?? ".cache/mutation-report.json";
const minutes = Number(process.env.MUTATION_MINUTES ?? "60");
/** Only rows that are new since the last report, and only what survived then. */
const onlyNew = process.env.MUTATION_NEW === "1";
/** While cells are written: only mutants of these files, only these rows, and only these columns. What else is known of the last report stays. */
const files = new RegExp(process.env.MUTATION_FILES ?? "");
const tables = new RegExp(process.env.MUTATION_ROWS ?? "");
const columns = process.env.MUTATION_COLUMNS?.split(",") ?? columnNames;
const isPart = onlyNew || tables.source !== "(?:)" || columns !== columnNames;

beforeAll(async () => {
  mutation.__mutant = (number) => {
    passed.add(number);
    return current.includes(number);
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
    if (said !== undefined && door.says?.of(answer.body, state) !== said)
      return `says ${door.says?.of(answer.body, state)} instead of ${said}`;
    const did = shouldDo(name, state, column);
    if (did !== undefined && did !== answer.did) return `does ${answer.did} instead of ${did}`;
    return undefined;
  } catch (error) {
    return `throws ${String(error).slice(0, 100)}`;
  }
}

/** Every cell as it should be; those by which each mutant is come by, and what is wrong without any. */
async function runAll(oldRows: readonly string[]) {
  const cellsOf = new Map<number, Cell[]>();
  const broken: string[] = [];
  let count = 0;
  for (const [name, door] of Object.entries(table))
    for (const state of Object.keys(door.rows))
      for (const column of columnNames) {
        if (!columns.includes(column) || !tables.test(`${name} ${state}`) || (onlyNew && oldRows.includes(rowOf(name, state)))) continue;
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
  return { cellsOf, broken, count };
}

/** What a mutant makes of a cell. */
async function tryOn(numbers: readonly number[], cell: Cell): Promise<string | undefined> {
  current = numbers;
  const fault = await findFault(cell);
  current = [];
  return fault;
}

test("the table finds what is missing", { timeout: minutes * 60_000 + 1_200_000 }, async () => {
  const before = readReport(reports);
  const { cellsOf, broken, count } = await runAll(before.rows);
  for (const each of broken) console.log(`broken: ${each}`);
  const until = Date.now() + minutes * 60_000;
  const allRows = Object.entries(table).flatMap(([name, door]) => Object.keys(door.rows).map((state) => rowOf(name, state)));
  const results: Result[] = [];
  const keys = keysOf(mutation.__mutants);
  const known = new Set(keys.values());
  const tableRows = isPart || files.source !== "(?:)" ? before.rows : allRows;
  /** What this run did not come to keeps what killed it; what survived must be tried again. */
  const write = () => {
    const done = new Set(results.map(({ key }) => key));
    const left = before.results.filter(({ key }) => !done.has(key) && known.has(key));
    const kept = left.map((each) => (each.killedBy ? each : { ...each, state: "no time" }));
    writeFileSync(reports, JSON.stringify({ cells: count, rows: tableRows, broken, results: [...results, ...kept] }, undefined, 1));
  };
  const lastOf = (number: number) => before.results.find(({ key }) => key === keys.get(number));
  const turns = ["killed", undefined, "no time", "not reached"];
  const rank = (number: number) => {
    const at = turns.indexOf(lastOf(number)?.state);
    return (at < 0 ? turns.length : at) * 10_000_000 + (cellsOf.get(number)?.length ?? 0);
  };
  const inOrder = [...mutation.__mutants].sort(([a], [b]) => rank(a) - rank(b));
  const survivors: { number: number; result: Result }[] = [];
  for (const [number, mutant] of inOrder) {
    const last = lastOf(number);
    const isLeftOut = !files.test(mutant.file) || (isPart && (last?.killedBy || !cellsOf.has(number)));
    if (last && isLeftOut) {
      results.push({ ...last, ...mutant, state: relabel(last, equivalentMutants) });
      continue;
    }
    const all = spread(cellsOf.get(number) ?? [], before.rows, last?.killedBy);
    const isTried = /^(survived|equivalent|second)/.test(last?.state ?? "");
    const cells = isTried ? all.filter(({ name, state }) => !before.rows.includes(rowOf(name, state))) : all;
    let killedBy: string | null = null;
    let tried = 0;
    for (const cell of cells) {
      if (Date.now() > until) break;
      const fault = await tryOn([number], cell);
      tried++;
      if (!fault) continue;
      /** A cell that is at fault without it too says nothing. */
      const without = await tryOn([], cell);
      if (without) broken.push(`${nameOf(cell)}, tried again: ${without}`);
      else killedBy = `${nameOf(cell)}: ${fault}`;
      if (killedBy) break;
    }
    const key = keys.get(number) ?? "";
    const unnoticed = tried < cells.length ? "no time" : all.length > 0 ? "survived" : "not reached";
    const state = killedBy ? "killed" : relabel({ key, state: unnoticed }, equivalentMutants);
    const result = { key, ...mutant, cells: all.length, killedBy, state };
    console.log(`${results.length + 1}/${inOrder.length} ${state} ${mutant.file}:${mutant.line}`);
    results.push(result);
    if (state === "survived" || state === "not reached") survivors.push({ number, result });
    write();
  }
  const killers = new Map(inOrder.map(([number]) => [number, results.find(({ key }) => key === keys.get(number))?.killedBy]));
  await tryKnownDoors(survivors, keys, write);
  await findSecondDoors(survivors, cellsOf, killers, until, write);
  await findDoorsInARow(survivors, cellsOf, until, write);
  const states = [...new Set(results.map(({ state }) => state.split(":")[0]))];
  for (const state of states) console.log(`${state}: ${results.filter((result) => result.state.split(":")[0] === state).length}`);
  for (const { file, line, what, state, cells } of results)
    if (state !== "killed") console.log(`${state} (${cells} cells) ${file}:${line} ${what}`);
  write();
  expect(broken).toEqual([]);
  expect(listUnproven(results, equivalentMutants)).toEqual([]);
});

/** Second doors that are known are one try each. */
async function tryKnownDoors(
  survivors: readonly { number: number; result: Result }[],
  keys: ReadonlyMap<number, string>,
  write: () => void,
): Promise<void> {
  const numbers = new Map([...keys].map(([number, key]) => [key, number]));
  for (const { number, result } of survivors) {
    const [key = "", [name, state, column] = ["", "", ""]] = secondDoors[result.key] ?? [];
    const other = numbers.get(key);
    if (other === undefined || table[name]?.rows[state] === undefined) continue;
    const cell = { name, state, column: column as ColumnName, ms: 0 };
    const [alone, both] = [await describeOn([other], cell), await describeOn([number, other], cell)];
    if (both === alone) continue;
    result.state = `second door: ${key}`;
    result.killedBy = `${nameOf(cell)}: ${alone.slice(0, 100)} becomes ${both.slice(0, 100)}`;
    write();
  }
}

/**
 * [Note: Second doors] Where two conditions protect one thing, taking one away changes nothing, and
 * that is as it should be. A survivor is such a one when some cell answers otherwise with another
 * condition gone and it in place than with both gone: it is the door behind that one. Cells are
 * those that notice the other condition's absence, and one of each row for what every door asks.
 */
async function findSecondDoors(
  survivors: readonly { number: number; result: Result }[],
  cellsOf: ReadonlyMap<number, Cell[]>,
  killerOf: ReadonlyMap<number, string | null | undefined>,
  until: number,
  write: () => void,
): Promise<void> {
  const tries = new Map<string, number>();
  const left = new Map(survivors.filter(({ result }) => !result.killedBy).map(({ number, result }) => [number, result]));
  const isOfEvery = ({ file }: Mutant) => file.startsWith("lib/api/");
  const [files, folders] = [(file: string) => file, path.dirname].map((of) => new Set(survivors.map(({ result }) => of(result.file))));
  /** First what stands beside a survivor, last what every door asks, which has most cells. */
  const distance = ({ file, what }: Mutant) =>
    files?.has(file)
      ? 0
      : folders?.has(path.dirname(file)) || what === "authorize always says yes"
        ? 1
        : isOfEvery({ file } as Mutant)
          ? 3
          : 2;
  const others = [...mutation.__mutants].sort(([, a], [, b]) => distance(a) - distance(b));
  for (const [other, { file, line, what }] of others) {
    const isOfEveryDoor = isOfEvery({ file, line, what });
    const asked = isOfEveryDoor || what === "authorize always says yes" ? 400 : secondDoorCells;
    const passing = new Set([...left.keys()].flatMap((number) => (number === other ? [] : (cellsOf.get(number) ?? []))));
    const all = (cellsOf.get(other) ?? []).filter((cell) => passing.has(cell));
    const cells = isOfEveryDoor ? refusalsOf(all) : all;
    for (const cell of noticingFirst(cells, killerOf.get(other)).slice(0, asked)) {
      if (Date.now() > until || left.size === 0) return;
      passed.clear();
      const alone = await describeOn([other], cell);
      for (const number of [...passed].filter((each) => each !== other && left.has(each))) {
        const pair = `${number} ${other}`;
        tries.set(pair, (tries.get(pair) ?? 0) + 1);
        if ((tries.get(pair) ?? 0) > triesMax) continue;
        const both = await describeOn([number, other], cell);
        if (both === alone) continue;
        const result = left.get(number) as Result;
        result.state = `second door: ${file}:${line} ${what}`;
        result.killedBy = `${nameOf(cell)}: ${alone.slice(0, 100)} becomes ${both.slice(0, 100)}`;
        left.delete(number);
        write();
      }
    }
  }
}

/**
 * The same where a refusal keeps requests from the other condition, so that no cell comes by both:
 * a survivor and what is only come by without it, and the other way round.
 */
async function findDoorsInARow(
  survivors: readonly { number: number; result: Result }[],
  cellsOf: ReadonlyMap<number, Cell[]>,
  until: number,
  write: () => void,
): Promise<void> {
  const left = new Map(survivors.filter(({ result }) => result.state === "survived").map(({ number, result }) => [number, result]));
  const tryPair = async (number: number, other: number, cell: Cell) => {
    const [{ file, line, what }, result] = [mutation.__mutants.get(other) as Mutant, left.get(number) as Result];
    const [alone, both] = [await describeOn([other], cell), await describeOn([number, other], cell)];
    if (both === alone) return;
    result.state = `second door: ${file}:${line} ${what}`;
    result.killedBy = `${nameOf(cell)}: ${alone.slice(0, 100)} becomes ${both.slice(0, 100)}`;
    left.delete(number);
    write();
  };
  const doors = new Set([...left.keys()].flatMap((number) => (cellsOf.get(number) ?? []).map(({ name }) => name)));
  for (const number of mutation.__mutants.keys())
    for (const cell of refusalsOf((cellsOf.get(number) ?? []).filter(({ name }) => doors.has(name)))) {
      if (Date.now() > until || left.size === 0) return;
      passed.clear();
      await describeOn([number], cell);
      const beyond = [...passed].filter((each) => each !== number && !cellsOf.get(each)?.includes(cell));
      for (const each of beyond) {
        if (left.has(number)) await tryPair(number, each, cell);
        if (left.has(each)) await tryPair(each, number, cell);
      }
    }
}

/** Of each row the first cell of each letter that is a refusal. */
function refusalsOf(cells: readonly Cell[]): Cell[] {
  const found = new Map<string, Cell>();
  for (const cell of cells) {
    const letter = letterAt(table[cell.name]?.rows[cell.state] ?? "", cell.column) ?? "";
    const row = `${cell.name} ${cell.state} ${letter}`;
    if ("x0-".includes(letter) && !found.has(row)) found.set(row, cell);
  }
  return [...found.values()];
}

/** States of things that are not for everybody: there a second door has something to hold. */
const hiddenStates = /^(foreign|private|shared|guest|trashed|held|invited|left|crossed|of two people)/;

/** Cells in which a condition's absence is tried for second doors, of those by which anything left is come by. */
const secondDoorCells = 20;
/** Cells in which one pair of conditions is tried. */
const triesMax = 3;

/** First the cell that noticed a condition's absence, then a column of each row before a second one of any. */
function noticingFirst(cells: readonly Cell[], killedBy: string | null | undefined): Cell[] {
  const nth = new Map<string, number>();
  const ranked = cells.map((cell) => {
    const row = `${cell.name} ${cell.state}`;
    nth.set(row, (nth.get(row) ?? 0) + (hiddenStates.test(cell.state) ? 1 : 3));
    return { cell, at: killedBy?.startsWith(`${nameOf(cell)}: `) ? 0 : (nth.get(row) ?? 0) };
  });
  return ranked.sort((a, b) => a.at - b.at).map(({ cell }) => cell);
}

/** All that a cell shows of what its door did, with mutants on. */
async function describeOn(numbers: readonly number[], { name, state, column }: Cell): Promise<string> {
  const door = table[name];
  if (!door) throw new Error(`There is no door ${name}.`);
  current = numbers;
  try {
    const { letter, leaks, changed, did, body } = await runCell(world, rows, name, door, state, column);
    const said = door.says?.of(body, state);
    return JSON.stringify([letter, did ?? null, said ?? null, [...leaks].sort(), changed.map(({ key }) => key.split(" ")[0]).sort()]);
  } catch (error) {
    return `throws ${String(error).slice(0, 100)}`;
  } finally {
    current = [];
  }
}
