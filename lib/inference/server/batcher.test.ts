import { describe, expect, test, vi } from "vitest";
import type { NamedTensor } from "@/lib/inference/kserve-wire";
import { Batcher, type BatcherOptions, Cancelled, QueueFull } from "@/lib/inference/server/batcher";

const numbers = (shape: number[], ...values: number[]): NamedTensor => ({ name: "x", shape, data: Float32Array.from(values) });
const never = new AbortController().signal;

/** A model that doubles its input; it notes the shapes it was run with and waits for `gate` if given. */
function makeDoubler(options: Partial<BatcherOptions> = {}, gate?: Promise<void>) {
  const shapes: number[][] = [];
  const batcher = new Batcher(
    async ([input]) => {
      if (!input) throw new Error("no input");
      shapes.push(input.shape);
      await gate;
      return [{ name: "y", shape: input.shape, data: Float32Array.from(input.data as Float32Array, (value) => 2 * value) }];
    },
    { batchMax: 4, batchDelayMs: 1, queueMax: 100, ...options },
  );
  return { batcher, shapes };
}

describe("the batcher", () => {
  test("runs requests that wait together as one batch and gives each its own rows", async () => {
    const { batcher, shapes } = makeDoubler();
    const results = await Promise.all([1, 2, 3].map((value) => batcher.submit([numbers([1, 2], value, value)], undefined, never)));
    expect(results.map(([y]) => [...(y?.data ?? [])])).toEqual([
      [2, 2],
      [4, 4],
      [6, 6],
    ]);
    expect(shapes).toEqual([[3, 2]]);
    expect(batcher.stats).toEqual({ requests: 3, executions: 1, batchSizeMax: 3, waiting: 0 });
  });

  test("never runs more rows at once than it may", async () => {
    const { batcher, shapes } = makeDoubler();
    await Promise.all([3, 2, 2, 1].map((rows) => batcher.submit([numbers([rows, 1], ...new Array(rows).fill(1))], undefined, never)));
    expect(shapes).toEqual([
      [3, 1],
      [4, 1],
      [1, 1],
    ]);
  });

  test("mixes no shapes and no wanted outputs, and serves the one that waits longest first", async () => {
    const { batcher, shapes } = makeDoubler();
    await Promise.all([
      batcher.submit([numbers([1, 2], 1, 1)], undefined, never),
      batcher.submit([numbers([1, 3], 1, 1, 1)], undefined, never),
      batcher.submit([numbers([1, 2], 1, 1)], undefined, never),
      batcher.submit([numbers([1, 2], 1, 1)], ["y"], never),
    ]);
    expect(shapes).toEqual([
      [2, 2],
      [1, 3],
      [1, 2],
    ]);
  });

  test("a request whose caller went away before its turn is not run", async () => {
    let open = () => {};
    const { batcher, shapes } = makeDoubler({}, new Promise((resolve) => (open = resolve)));
    const first = batcher.submit([numbers([1, 1], 1)], undefined, never);
    await vi.waitUntil(() => shapes.length === 1, { timeout: 60_000 });
    const gone = new AbortController();
    const second = batcher.submit([numbers([1, 1], 2)], undefined, gone.signal);
    gone.abort();
    await expect(second).rejects.toThrow(Cancelled);
    open();
    await first;
    expect(shapes).toEqual([[1, 1]]);
  });

  test("refuses more requests than its queue holds", async () => {
    const { batcher } = makeDoubler({ queueMax: 1 });
    const first = batcher.submit([numbers([1, 1], 1)], undefined, never);
    await expect(batcher.submit([numbers([1, 1], 1)], undefined, never)).rejects.toThrow(QueueFull);
    await first;
  });

  test("one caller's bad numbers fail that caller only, even in one batch with others", async () => {
    const batcher = new Batcher(
      async ([input]) => {
        if (input?.data.includes(13 as never)) throw new Error("broken");
        return input ? [input] : [];
      },
      { batchMax: 4, batchDelayMs: 1, queueMax: 10 },
    );
    const results = await Promise.allSettled([1, 13, 2].map((value) => batcher.submit([numbers([1, 1], value)], undefined, never)));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});
