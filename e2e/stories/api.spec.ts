import { expect, test } from "@playwright/test";
import { describeReport } from "../api/describe-report";
import { openPropertyApp, type PropertyApp } from "../api/property-app";
import { runProperties } from "../api/property-run";
import { signInOnPage } from "../fixtures/sign-in-on-page";

const requests = 600;
let server: PropertyApp | undefined;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  server = await openPropertyApp();
});
test.afterAll(async () => {
  await server?.stop();
});

test("every operation succeeds once, and no input drawn from the schemas gets an answer that the document does not know", async () => {
  test.setTimeout(180_000);
  if (!server) throw new Error("The server did not start.");
  const report = await runProperties({ ...server, url: server.app.url, requests, seed: 1 });
  console.log(describeReport(report));
  expect(report.faults).toEqual([]);
  expect(report.neverSucceeded).toEqual([]);
});

test("the documentation asks nobody but this server, and an operation can be tried in it by somebody signed in", async ({ page }) => {
  if (!server) throw new Error("The server did not start.");
  const { url } = server.app;
  const wrong: string[] = [];
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && new URL(request.url()).origin !== url) wrong.push(request.url());
  });
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(message.text());
  });
  page.on("pageerror", (error) => wrong.push(error.message));
  await signInOnPage(page, url, "owner", "the owner keeps a long password");
  await expect(page).toHaveURL(`${url}/`);
  await page.goto(`${url}/docs`);
  await page.locator("#operations-tag-users").click();
  await page.locator("#operations-users-getMe .opblock-summary-control").click();
  await page.locator("#operations-users-getMe .execute").click();
  const answer = page.locator("#operations-users-getMe .live-responses-table");
  await expect(answer).toContainText("owner@example.org");
  await expect(answer.locator(".response-col_status").last()).toContainText("200");
  expect(wrong).toEqual([]);
});
