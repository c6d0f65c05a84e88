import { expect, test } from "vitest";
import { describeEnd } from "./describe-shared";

const now = new Date("2026-05-04T10:00:00Z");

test("the end of a link is told in minutes, hours or by its day", () => {
  expect(describeEnd(null, now)).toBeUndefined();
  expect(describeEnd("2026-05-04T10:00:20Z", now)).toBe("Open for 1 more minute");
  expect(describeEnd("2026-05-04T10:45:00Z", now)).toBe("Open for 45 more minutes");
  expect(describeEnd("2026-05-05T09:00:00Z", now)).toBe("Open for 23 more hours");
  expect(describeEnd("2026-06-01T12:00:00Z", now)).toBe("Open until Mon, Jun 1");
});
