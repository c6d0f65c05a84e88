import { defineConfig } from "@playwright/test";
import { chromiumFlags, findChromium } from "./fixtures/chromium";

const executablePath = findChromium();

export default defineConfig({
  testDir: "./stories",
  outputDir: "../test-results",
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  // Each part has a server of its own: one address may make fifty accounts in a quarter of an hour, and all stories together make more.
  projects: [
    { name: "a-d", testMatch: /\/[a-d][^/]*\.spec\.ts$/ },
    { name: "e-se", testMatch: /\/([e-r]|s[a-e])[^/]*\.spec\.ts$/ },
    { name: "sf-z", testMatch: /\/(s[f-z]|[t-z])[^/]*\.spec\.ts$/ },
  ],
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  // A slow machine may lose a race that no person would run; what passes only at the second try is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : [["list"]],
  use: {
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    launchOptions: { ...(executablePath && { executablePath }), args: chromiumFlags },
  },
});
