import { expect, test } from "vitest";
import { parseByteRange } from "./byte-range";

test("a range includes both of its ends", () => {
  expect(parseByteRange("bytes=0-0", 100)).toEqual({ start: 0, end: 0 });
  expect(parseByteRange("bytes=10-19", 100)).toEqual({ start: 10, end: 19 });
});

test("an open range goes to the end, and none goes beyond it", () => {
  expect(parseByteRange("bytes=0-", 100)).toEqual({ start: 0, end: 99 });
  expect(parseByteRange("bytes=90-1000", 100)).toEqual({ start: 90, end: 99 });
});

test("a suffix counts from the end", () => {
  expect(parseByteRange("bytes=-10", 100)).toEqual({ start: 90, end: 99 });
  expect(parseByteRange("bytes=-1000", 100)).toEqual({ start: 0, end: 99 });
});

test("a range behind the end cannot be satisfied", () => {
  expect(parseByteRange("bytes=100-", 100)).toBe("unsatisfiable");
  expect(parseByteRange("bytes=-0", 100)).toBe("unsatisfiable");
  expect(parseByteRange("bytes=0-", 0)).toBe("unsatisfiable");
});

test("what is no single byte range asks for the whole", () => {
  for (const header of [null, "", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b"])
    expect(parseByteRange(header, 100)).toBeUndefined();
});
