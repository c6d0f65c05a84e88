import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { operations } from "@/lib/api/registry";
import { nextHeaders, webContext } from "./browser";
import { runRow, shouldDo } from "./cells";
import { columnGroups, columnNames } from "./columns";
import { listDoors } from "./doors";
import { listRows, type OwnedRow } from "./owned-rows";
import { table } from "./table";
import { makeWorld, type World } from "./world";

vi.mock("next/headers", () => nextHeaders);
vi.mock("@/lib/context/web-context", () => webContext);

let world: World;
let rows: OwnedRow[];
let doors: string[];

beforeAll(async () => {
  doors = await listDoors();
  world = await makeWorld();
  rows = await listRows(world.ctx.db);
});
afterAll(() => world?.close());

test("every route, server action and page of the program has rows, and so has every operation", () => {
  expect(doors.filter((door) => !(door in table))).toEqual([]);
  expect(Object.keys(table).filter((door) => !doors.includes(door))).toEqual([]);
  expect(operations.map(({ method, path }) => `${method} ${path}`).filter((door) => !(door in table))).toEqual([]);
});

const widths = columnGroups.map((group) => group.length);
test("every row has a letter for each column", () => {
  const shapes = Object.values(table).flatMap((door) => Object.values(door.rows).map((row) => row.split(" ").map((word) => word.length)));
  for (const shape of shapes) expect(shape).toEqual(widths);
});

/** States of things that are there and not for everybody: to those, they are as absent as what never was. */
const hidden = ["foreign", "private", "trashed", "held", "invited", "left"];
const withoutIds = (body = "") => body.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID");

describe.each(Object.entries(table))("%s", (name, door) => {
  const kept = new Map<string, Awaited<ReturnType<typeof runRow>>>();
  test.each(Object.keys(door.rows))("%s", async (state) => {
    const answers = await runRow(world, rows, name, door, state);
    kept.set(state, answers);
    const words = columnGroups.map((group) => group.map((column) => answers.get(column)?.letter).join(""));
    expect(words.join(" ")).toBe(door.rows[state]);
    const told = columnNames.map((column) => ({ column, ...answers.get(column) })).filter(({ leaks }) => leaks && leaks.length > 0);
    expect(told.map(({ column, leaks }) => ({ column, leaks }))).toEqual([]);
    const done = columnNames.flatMap((column) => (answers.get(column)?.changed ?? []).map(({ key }) => `${column}: ${key}`));
    expect(done).toEqual([]);
    const did = columnNames.filter((column) => shouldDo(name, state, column) !== undefined);
    for (const column of did) expect({ column, did: answers.get(column)?.did }).toEqual({ column, did: shouldDo(name, state, column) });
    for (const [column, said] of Object.entries(door.says?.rows[state] ?? {}))
      expect({ column, said: door.says?.of(answers.get(column as never)?.body ?? "", state) }).toEqual({
        column,
        said,
      });
  });

  const pairs = hidden.filter((state) => state in door.rows && "absent" in door.rows && !door.absentIsOther);
  if (pairs.length === 0) return;
  test("what is not for somebody answers as what is not there", () => {
    for (const state of pairs)
      for (const column of columnNames) {
        const [there, absent] = [kept.get(state)?.get(column), kept.get("absent")?.get(column)];
        if (there?.letter === "0")
          expect({ state, column, body: withoutIds(there.body) }).toEqual({ state, column, body: withoutIds(absent?.body) });
      }
  });
});
