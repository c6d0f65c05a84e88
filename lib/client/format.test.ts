import { describe, expect, it } from "vitest";
import { formatBytes, formatDay, formatMoment, formatMonth, formatPictures, localToday } from "./format";

describe("formatting for people", () => {
  it("names days as people do", () => {
    expect(formatDay("2024-05-04", "2024-05-04")).toBe("Today");
    expect(formatDay("2024-05-03", "2024-05-04")).toBe("Yesterday");
    expect(formatDay("2024-02-01", "2024-05-04")).toBe("Thursday, February 1");
    expect(formatDay("2019-02-01", "2024-05-04")).toBe("Friday, February 1, 2019");
    expect(formatDay("2024-02-01", "2024-05-04", true)).toBe("Thu, Feb 1");
    expect(formatDay("2019-02-01", "2024-05-04", true)).toBe("Feb 1, 2019");
    expect(formatMonth("2019-02-01")).toBe("February 2019");
  });

  it("shows a wall time as it was on the camera's clock, with the zone where it is known", () => {
    expect(formatMoment("2024-05-04T18:30:00")).toContain("6:30");
    expect(formatMoment("2024-05-04T18:30:00+05:30")).toContain("(UTC+5:30)");
    expect(formatMoment("2024-05-04T18:30:00-08:00")).toContain("(UTC−8)");
  });

  it("counts and weighs", () => {
    expect(formatPictures(1)).toBe("1 picture");
    expect(formatPictures(20_000)).toBe("20,000 pictures");
    expect([0, 999, 4_200_000, 64_000_000, 999_600].map(formatBytes)).toEqual(["0 B", "999 B", "4.2 MB", "64 MB", "1.0 MB"]);
  });

  it("knows the day where the browser is", () => {
    expect(localToday(new Date("2024-05-04T12:00:00Z"))).toMatch(/^2024-05-0[345]$/);
  });
});
