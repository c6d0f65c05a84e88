import { describe, expect, it } from "vitest";
import { findShortcut, keyCapsOf, keyNameOf, type ShortcutName, shortcuts } from "./shortcuts";

const names = Object.keys(shortcuts) as ShortcutName[];
const press = (key: string, modifiers: Partial<KeyboardEvent> = {}) =>
  keyNameOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers });
const withoutViewer = names.filter((name) => shortcuts[name].group !== "One picture");

describe("the shortcuts", () => {
  it("give no key to two things of one group", () => {
    for (const group of ["Everywhere", "Pictures", "Duplicates", "One picture"]) {
      const keys = names.filter((name) => shortcuts[name].group === group).flatMap((name) => [...shortcuts[name].keys] as string[]);
      expect(new Set(keys).size, group).toBe(keys.length);
    }
  });

  it("name keys as people read them", () => {
    expect(press(" ")).toBe("Space");
    expect(press("A", { ctrlKey: true })).toBe("mod+a");
    expect(press("a", { metaKey: true })).toBe("mod+a");
    expect(press("?")).toBe("?");
    expect(press("?", { shiftKey: true })).toBe("?");
    expect(press("ArrowUp", { shiftKey: true })).toBe("shift+ArrowUp");
    expect(keyCapsOf("shift+ArrowUp")).toEqual(["Shift", "↑"]);
  });

  it("take the second key of a sequence before its own meaning", () => {
    expect(findShortcut(withoutViewer, "d", "g")).toBe("goDuplicates");
    expect(findShortcut(withoutViewer, "d", undefined)).toBe("gridDownload");
    expect(findShortcut(withoutViewer, "f", "g")).toBe("goFavourites");
  });

  it("let the viewer's keys stand before those of the grid below it", () => {
    expect(findShortcut(names, "f", undefined)).toBe("viewerFavourite");
    expect(findShortcut(withoutViewer, "f", undefined)).toBe("gridFavourite");
    expect(findShortcut(names, "/", undefined)).toBe("search");
  });

  it("do nothing on a key that nothing is bound to", () => {
    expect(findShortcut(names, "q", undefined)).toBeUndefined();
    expect(findShortcut([], "f", undefined)).toBeUndefined();
  });
});
