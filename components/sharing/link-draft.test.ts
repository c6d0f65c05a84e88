import { expect, test } from "vitest";
import type { LinkView } from "@/lib/sharing/link-schema";
import { draftOf, faultsOf, settingsOf } from "./link-draft";

const now = new Date("2026-05-04T10:00:00Z");

const link: LinkView = {
  id: "0197f000-0000-7000-8000-000000000001",
  title: "Summer",
  collectionId: null,
  imageCount: 3,
  hasPassword: true,
  expiresAt: "2026-06-01T21:59:59.000Z",
  allowDownload: true,
  allowOriginals: false,
  showDetails: false,
  allowAdd: false,
  viewCount: 0,
  lastViewedAt: null,
  createdAt: "2026-05-01T10:00:00.000Z",
  state: "open",
};

test("a new link has no password, no end, no details and no originals", () => {
  expect(settingsOf(draftOf(), now)).toEqual({
    title: "",
    password: null,
    expiresAt: null,
    allowDownload: true,
    allowOriginals: false,
    showDetails: false,
    allowAdd: false,
  });
});

test("a preset counts from now, and a day to its end", () => {
  expect(settingsOf({ ...draftOf(), expiry: "week" }, now).expiresAt).toBe("2026-05-11T10:00:00.000Z");
  const end = settingsOf({ ...draftOf(), expiry: "date", date: "2026-05-20" }, now).expiresAt;
  expect(end).toBe(new Date("2026-05-20T23:59:59").toISOString());
  expect(settingsOf(draftOf(link), now).expiresAt).toBe(link.expiresAt);
});

test("a password that is kept is not sent, one that is taken away is null", () => {
  expect(settingsOf(draftOf(link), now)).not.toHaveProperty("password");
  expect(settingsOf({ ...draftOf(link), keepsPassword: false }, now).password).toBeNull();
  expect(settingsOf({ ...draftOf(link), password: "swordfish" }, now).password).toBe("swordfish");
});

test("originals need saving", () => {
  expect(settingsOf({ ...draftOf(), allowDownload: false, allowOriginals: true }, now).allowOriginals).toBe(false);
});

test("a short password, a missing day and a day that is over are told", () => {
  expect(faultsOf({ ...draftOf(), password: "abc" }, now)).toEqual({ password: "Use at least 4 characters." });
  expect(faultsOf({ ...draftOf(), expiry: "date" }, now)).toEqual({ date: "Choose a day." });
  expect(faultsOf({ ...draftOf(), expiry: "date", date: "2026-05-01" }, now)).toEqual({ date: "That day is over." });
  expect(faultsOf(draftOf(), now)).toEqual({});
});
