import { expect, test } from "vitest";
import { describePosition } from "./describe-exif";
import { parsePosition } from "./parse-position";

test("a position is read as people write it, and as it is shown", () => {
  expect(parsePosition("48.85837, 2.29448")).toEqual({ latitude: 48.85837, longitude: 2.29448, altitudeM: null });
  expect(parsePosition(" -33.9 18.4 ")).toEqual({ latitude: -33.9, longitude: 18.4, altitudeM: null });
  expect(parsePosition("33.9° s; 70.5 w; 520 m")).toEqual({ latitude: -33.9, longitude: -70.5, altitudeM: 520 });
  for (const position of [
    { latitude: -1.5, longitude: -179.99999, altitudeM: -3 },
    { latitude: 89.12345, longitude: 0, altitudeM: null },
  ])
    expect(parsePosition(describePosition(position))).toEqual(position);
});

test("what is no position on this earth is none", () => {
  for (const text of ["", "48.8", "Paris", "91, 0", "0, 181", "1, 2, 3", "1e2, 3", "NaN, 1"])
    expect(parsePosition(text), text).toBeUndefined();
});
