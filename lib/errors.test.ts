import net from "node:net";
import { expect, test } from "vitest";
import { AppError, toAppError } from "./errors";

test("a process that is away is told as unavailable, worth another try", async () => {
  const refused = await new Promise<Error>((resolve) => net.connect({ path: "/nowhere/at/all.sock" }).once("error", resolve));
  const wrapped = new Error("Failed query", { cause: refused });
  expect(toAppError(wrapped)).toMatchObject({ code: "unavailable", retryable: true });
  expect(toAppError(wrapped).message).not.toContain("/nowhere");
});

test("a missing file is no missing process, and an AppError stays what it is", () => {
  const missing = Object.assign(new Error("no such file"), { code: "ENOENT", syscall: "open" });
  expect(toAppError(missing).code).toBe("internal");
  const known = new AppError("conflict", "Taken.");
  expect(toAppError(known)).toBe(known);
});
