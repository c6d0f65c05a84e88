import { expect, test } from "vitest";
import { findTurn } from "./find-turn";
import { type Matrix, multiply, scaling } from "./matrix";
import { drawScene, showThrough } from "./testing-views";

const scene = drawScene(3);
const { width, height } = scene;

test.each<[string, Matrix]>([
  ["as it is", [1, 0, 0, 0, 1, 0, 0, 0, 1]],
  ["mirrored", [-1, 0, 1, 0, 1, 0, 0, 0, 1]],
  ["upside down", [-1, 0, 1, 0, -1, 1, 0, 0, 1]],
  ["mirrored upside down", [1, 0, 0, 0, -1, 1, 0, 0, 1]],
  ["turned to the right", [0, -1, 1, 1, 0, 0, 0, 0, 1]],
  ["turned to the left", [0, 1, 0, -1, 0, 1, 0, 0, 1]],
  ["reflected at the diagonal", [0, 1, 0, 1, 0, 0, 0, 0, 1]],
  ["reflected at the other diagonal", [0, -1, 1, -1, 0, 1, 0, 0, 1]],
])("a picture is laid on a smaller one that is %s", (_, turn) => {
  const size = turn[0] === 0 ? { width: height / 2, height: width / 2 } : { width: width / 2, height: height / 2 };
  const matrix = multiply(scaling(size.width, size.height), multiply(turn, scaling(1 / width, 1 / height)));
  expect(findTurn(scene, showThrough(scene, matrix, size))).toEqual(turn);
});
