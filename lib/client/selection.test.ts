import { describe, expect, it, vi } from "vitest";
import { rangeBetween, Selection } from "./selection";

describe("rangeBetween", () => {
  it("includes both ends, in either direction", () => {
    expect(rangeBetween(2, 5)).toEqual([2, 6]);
    expect(rangeBetween(5, 2)).toEqual([2, 6]);
    expect(rangeBetween(3, 3)).toEqual([3, 4]);
  });
});

describe("Selection", () => {
  it("toggles one image and remembers it as the anchor", () => {
    const selection = new Selection();
    selection.toggle("a", 7);
    expect(selection.has("a")).toBe(true);
    expect(selection.anchor).toBe(7);
    selection.toggle("a", 7);
    expect(selection.isActive()).toBe(false);
    expect(selection.anchor).toBeUndefined();
  });

  it("tells its listeners once per change and keeps the same set in between", () => {
    const selection = new Selection();
    const listener = vi.fn();
    const stop = selection.subscribe(listener);
    selection.add(["a", "b"]);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(selection.ids()).toBe(selection.ids());
    selection.remove(["a"]);
    selection.clear();
    selection.clear();
    expect(listener).toHaveBeenCalledTimes(3);
    stop();
    selection.add(["c"]);
    expect(listener).toHaveBeenCalledTimes(3);
  });
});
