import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    // [Note: No telemetry]
    env: { ORT_DISABLE_TELEMETRY: "1" },
    include: ["{app,components,lib,e2e}/**/*.test.{ts,tsx,mjs}"],
    exclude: ["**/node_modules/**", "dist/**"],
    globalSetup: "lib/launch/vitest-set-up.ts",
    maxWorkers: 2,
    pool: "forks",
    // Against what hangs, not a measure of speed: on a busy machine a test takes ten times as long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
