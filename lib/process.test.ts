import { afterEach, expect, it, vi } from "vitest";
import { collectWhenQuiet } from "./process";

const collect = globalThis.gc;
afterEach(() => {
  vi.useRealTimers();
  if (collect) globalThis.gc = collect;
  else delete globalThis.gc;
});

it("collects garbage once when work has been over for a while, and not again while the heap has not grown", () => {
  vi.useFakeTimers();
  const collected = vi.fn();
  globalThis.gc = collected as unknown as NonNullable<typeof globalThis.gc>;
  const noteWork = collectWhenQuiet(1_000);
  noteWork();
  vi.advanceTimersByTime(900);
  noteWork();
  vi.advanceTimersByTime(900);
  expect(collected).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(collected).toHaveBeenCalledTimes(1);
  noteWork();
  vi.advanceTimersByTime(5_000);
  expect(collected).toHaveBeenCalledTimes(1);
});
