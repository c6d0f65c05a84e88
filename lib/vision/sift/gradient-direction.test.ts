import { expect, test } from "vitest";
import { gradientDirection } from "./gradient-direction";

test("directions are those of atan2, within 0.0002 eighths of a turn", () => {
  for (let degrees = 0; degrees < 360; degrees += 0.37) {
    const angle = (degrees / 180) * Math.PI;
    expect(Math.abs(gradientDirection(7 * Math.cos(angle), 7 * Math.sin(angle)) - degrees / 45)).toBeLessThan(0.0002);
  }
  expect([gradientDirection(1, 0), gradientDirection(0, 1), gradientDirection(-1, 0), gradientDirection(0, -1)]).toEqual([0, 2, 4, 6]);
  expect(gradientDirection(0, 0)).toBe(0);
});
