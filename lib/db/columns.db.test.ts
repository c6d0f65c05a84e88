import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AccountContext, openAccountContext } from "../auth/testing";
import { toVectorLiteral } from "./columns";

let ctx: AccountContext;

beforeAll(async () => {
  ctx = await openAccountContext();
});
afterAll(() => ctx?.close());

const read = async (values: ArrayLike<number>) => {
  const [row] = await ctx.db.execute<{ text: string }>(sql`select ${toVectorLiteral(values)}::vector::text as text`);
  return Float32Array.from(JSON.parse(row?.text ?? "[]") as number[]);
};

test("a vector arrives with the very bits of its numbers", async () => {
  const edges = [0, 1, -1, 0.5, -0.25, 1e-45, -1.17549435e-38, 3.4028234663852886e38, 0.1, 1 / 3, 16_777_217];
  const random = Array.from({ length: 500 }, (_, index) => Math.sin(index * 12.9898) * 10 ** ((index % 40) - 20));
  const values = Float32Array.from([...edges, ...random]);
  expect(await read(values)).toEqual(values);
  expect(await read([...values])).toEqual(values);
});

test("half vectors are read from the same text", async () => {
  const [row] = await ctx.db.execute<{ text: string }>(sql`select ${toVectorLiteral([0.5, -0.25, 0, 3])}::halfvec(4)::text as text`);
  expect(row?.text).toBe("[0.5,-0.25,0,3]");
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e39])("%d is refused", async (value) => {
  await expect(read([value])).rejects.toThrow();
});
