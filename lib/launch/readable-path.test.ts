import { expect, test } from "vitest";
import { isReadablePath } from "./readable-path";

test.each([
  ["/s/abc%20d", true],
  ["/s/%E7%8C%AB?q=%E0%A4%A", true],
  ["/s/%E0%A4%A", false],
  ["/images/%", false],
  [undefined, true],
])("%s", (url, isReadable) => expect(isReadablePath(url)).toBe(isReadable));
