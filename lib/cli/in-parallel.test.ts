import { expect, test } from "vitest";
import { inGroups, inParallel } from "./in-parallel";

async function* count(to: number, onAsk: (n: number) => void = () => {}) {
  for (let n = 1; n <= to; n++) {
    onAsk(n);
    yield n;
  }
}

test("no more than so many run at once, and no item is asked for before there is somebody for it", async () => {
  let running = 0;
  let most = 0;
  let asked = 0;
  let done = 0;
  await inParallel(
    count(50, (n) => {
      asked = n;
      expect(asked - done).toBeLessThanOrEqual(5);
    }),
    4,
    async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
      done++;
    },
  );
  expect([most, done]).toEqual([4, 50]);
});

test("the first error ends it and nothing more is asked for", async () => {
  let asked = 0;
  const work = inParallel(
    count(1_000, (n) => {
      asked = n;
    }),
    2,
    async (n) => {
      if (n === 3) throw new Error("three");
      await new Promise((resolve) => setTimeout(resolve, 1));
    },
  );
  await expect(work).rejects.toThrow("three");
  expect(asked).toBeLessThan(10);
});

test("groups hold all items in order, the last one the rest", async () => {
  const groups: number[][] = [];
  for await (const group of inGroups(count(7), 3)) groups.push(group);
  expect(groups).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
});
