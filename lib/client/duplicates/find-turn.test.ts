import { expect, test } from "vitest";
import { mapPoint } from "./alignment";
import { findTurn, type Square, turns } from "./find-turn";

const side = 8;
const paint = (greyAt: (x: number, y: number) => number): Square => ({
  side,
  grey: Array.from({ length: side * side }, (_, at) => greyAt(at % side, Math.floor(at / side))),
});
const scene = paint((x, y) => x * x * 3 + y * 11 + (x > 5 && y < 2 ? 90 : 0));

test("each of the eight turns of a picture is told from the others", () => {
  for (const [index, { matrix }] of turns.entries()) {
    const turned = paint((x, y) => {
      const place = mapPoint(matrix, (x + 0.5) / side, (y + 0.5) / side);
      return Number(scene.grey[Math.floor(place.y * side) * side + Math.floor(place.x * side)]);
    });
    expect(findTurn(scene, turned)).toBe(index);
  }
});

test("a picture that is as it was is called nothing", () => {
  expect(turns[findTurn(scene, scene)]?.words).toBeUndefined();
});
