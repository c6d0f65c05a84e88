import { expect, test } from "vitest";
import { cleanFileName } from "./clean-file-name";

test("a path leaves only its last part", () => {
  expect(cleanFileName("../../etc/passwd")).toBe("passwd");
  expect(cleanFileName("C:\\Users\\nina\\beach.jpg")).toBe("beach.jpg");
});

test("a name of nothing but path parts becomes unnamed", () => {
  for (const name of ["", "..", "../..", "a/", "\0", "  "]) expect(cleanFileName(name)).toBe("unnamed");
});

test("NUL, control and direction marks are taken out", () => {
  expect(cleanFileName("a\0b\r\nc.png")).toBe("abc.png");
  expect(cleanFileName("photo\u202Egpj.exe")).toBe("photogpj.exe");
  expect(cleanFileName("\u200Fx\u2066y.png")).toBe("xy.png");
});

test("a name of 10 kB is cut to 255 bytes and keeps its extension and whole characters", () => {
  const name = cleanFileName(`${"ñ".repeat(5_000)}.jpeg`);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
  expect(name.endsWith("ñ.jpeg")).toBe(true);
  expect(cleanFileName("😀".repeat(3_000))).toBe("😀".repeat(63));
});

test("half a surrogate pair becomes a replacement character", () => {
  expect(cleanFileName("a\ud800b.png")).toBe("a\ufffdb.png");
});
