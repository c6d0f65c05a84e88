import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDays } from "./parse-days";

const spanOf = (text: string, today = "2026-11-21") => {
  const days = parseDays(text, today);
  return days && `${days.from} ${days.to}`;
};

test.each([
  ["2019", "2019-01-01 2019-12-31"],
  ["2010s", "2010-01-01 2019-12-31"],
  ["2019-02", "2019-02-01 2019-02-28"],
  ["2020/2", "2020-02-01 2020-02-29"],
  ["2019-05-31", "2019-05-31 2019-05-31"],
  ["31.5.2019", "2019-05-31 2019-05-31"],
  ["march 2020", "2020-03-01 2020-03-31"],
  ["mar-2020", "2020-03-01 2020-03-31"],
  ["31 May 2019", "2019-05-31 2019-05-31"],
  ["May 31st, 2019", "2019-05-31 2019-05-31"],
  ["3rd of may", "2026-05-03 2026-05-03"],
  ["december", "2025-12-01 2025-12-31"],
  ["25 dec", "2025-12-25 2025-12-25"],
  ["29 feb", "2024-02-29 2024-02-29"],
  ["summer 2018", "2018-06-01 2018-08-31"],
  ["winter 2018", "2018-12-01 2019-02-28"],
  ["autumn of 2018", "2018-09-01 2018-11-30"],
  ["last summer", "2026-06-01 2026-08-31"],
  ["last autumn", "2025-09-01 2025-11-30"],
  ["this autumn", "2026-09-01 2026-11-30"],
  ["last winter", "2025-12-01 2026-02-28"],
  ["christmas 2019", "2019-12-24 2019-12-26"],
  ["last christmas", "2025-12-24 2025-12-26"],
  ["new year’s eve 2019", "2019-12-31 2019-12-31"],
  ["new year 2020", "2019-12-31 2020-01-01"],
  ["easter 2024", "2024-03-29 2024-04-01"],
  ["today", "2026-11-21 2026-11-21"],
  ["Yesterday", "2026-11-20 2026-11-20"],
  ["this week", "2026-11-16 2026-11-22"],
  ["last week", "2026-11-09 2026-11-15"],
  ["last weekend", "2026-11-14 2026-11-15"],
  ["this month", "2026-11-01 2026-11-30"],
  ["last month", "2026-10-01 2026-10-31"],
  ["this year", "2026-01-01 2026-12-31"],
  ["last year", "2025-01-01 2025-12-31"],
  ["last monday", "2026-11-16 2026-11-16"],
  ["last saturday", "2026-11-14 2026-11-14"],
  ["last 3 days", "2026-11-19 2026-11-21"],
  ["last 2 weeks", "2026-11-08 2026-11-21"],
  ["past 3 months", "2026-08-22 2026-11-21"],
  ["2 years ago", "2024-01-01 2024-12-31"],
  ["3 days ago", "2026-11-18 2026-11-18"],
  ["2019..2021", "2019-01-01 2021-12-31"],
  ["last summer..yesterday", "2026-06-01 2026-11-20"],
])("%s", (text, expected) => {
  expect(spanOf(text)).toBe(expected);
});

test.each([
  "",
  "0000",
  "2019-13",
  "2019-02-30",
  "2019s",
  "summer dog",
  "last",
  "last 0 days",
  "2021..2019",
  "9999",
  "32 may",
  "this summer 2018",
])("“%s” is no time", (text) => {
  expect(spanOf(text)).toBeUndefined();
});

test("the season that runs is not the last one, and in January the winter has begun last year", () => {
  expect(spanOf("last summer", "2026-07-15")).toBe("2025-06-01 2025-08-31");
  expect(spanOf("this winter", "2026-01-10")).toBe("2025-12-01 2026-02-28");
  expect(spanOf("last winter", "2026-01-10")).toBe("2024-12-01 2025-02-28");
  expect(spanOf("last christmas", "2026-12-25")).toBe("2025-12-24 2025-12-26");
});

test("what is found are days of the calendar in order, whatever is asked on whatever day", () => {
  const days = fc
    .date({ min: new Date("0100-01-01"), max: new Date("9000-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const words = [
    "last",
    "this",
    "past",
    "summer",
    "winter",
    "christmas",
    "new year",
    "easter",
    "week",
    "weekend",
    "month",
    "year",
    "may",
    "friday",
    "ago",
    "of",
  ];
  const texts = fc.array(fc.oneof(fc.constantFrom(...words, "..", "3", "12", "30", "2019", "0001", "9997"), fc.string({ maxLength: 4 })), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(texts, days, (parts, today) => {
      const found = parseDays(parts.join(" "), today);
      if (!found) return;
      expect(found.from <= found.to).toBe(true);
      for (const day of [found.from, found.to]) expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
    }),
    { numRuns: 5_000 },
  );
});
