import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Vitest's reporter for `npm test`: writes how many tests passed and failed, and the names of those that were skipped. */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") counts.passed++;
        else if (result.state === "skipped")
          counts.skipped.push(`${module.relativeModuleId}: ${test.fullName} ${result.note ?? ""}`.trim());
        else counts.failed++;
      }
    }
    const file = process.env.MAGPIE_COUNTS;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(counts));
  }
}
