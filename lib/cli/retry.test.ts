import { expect, test } from "vitest";
import { ServerError, withRetry } from "./retry";

const failing = (errors: unknown[]) => {
  let calls = 0;
  const work = async () => {
    const error = errors[calls++];
    if (error) throw error;
    return calls;
  };
  return { work, calls: () => calls };
};

test("a server that is away, or asks to wait, is asked again", async () => {
  const { work } = failing([new TypeError("fetch failed"), new ServerError(429, "too-many-requests", "Wait.", 10)]);
  expect(await withRetry(work)).toBe(3);
});

test.each([
  [new ServerError(401, "unauthenticated", "Sign in first.")],
  [new ServerError(404, "not-found", "There is no such collection.")],
  [new ServerError(409, "conflict", "No.")],
  [new Error("This file cannot be read.")],
])("%s is final", async (error) => {
  const { work, calls } = failing([error]);
  await expect(withRetry(work)).rejects.toBe(error);
  expect(calls()).toBe(1);
});

test("in the end it is given up with the last error", async () => {
  const error = new TypeError("fetch failed");
  await expect(withRetry(failing([error, error, error, error]).work, { awayMsMax: 600 })).rejects.toBe(error);
});
