/**
 * Does work on every item, at most `count` at once and in their order; the items are asked for one
 * by one, so that a million never wait in memory. Stops asking at the first error and throws it.
 */
export async function inParallel<T>(items: AsyncIterable<T>, count: number, work: (item: T) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.asyncIterator]();
  // An async generator answers one `next` after the other, so several workers may ask it at once.
  const worker = async () => {
    for (;;) {
      const next = await iterator.next();
      if (next.done) return;
      await work(next.value);
    }
  };
  try {
    await Promise.all(Array.from({ length: count }, worker));
  } finally {
    await iterator.return?.();
  }
}

/** Items in groups of at most `size`. */
export async function* inGroups<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length === size) {
      yield group;
      group = [];
    }
  }
  if (group.length > 0) yield group;
}
