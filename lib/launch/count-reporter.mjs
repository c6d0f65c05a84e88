import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nameFailure } from "./test-counts.mjs";

/** Vitest's reporter for `npm test`: writes how many tests passed, which failed with what words, and which were skipped. */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.map((error) => nameFailure("outside of any test", [error])), skipped: [] };
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed.push(nameFailure(module.relativeModuleId, module.errors()));
      for (const test of module.children.allTests()) {
        const result = test.result();
        const name = `${module.relativeModuleId}: ${test.fullName}`;
        if (result.state === "passed") counts.passed++;
        else if (result.state === "skipped") counts.skipped.push(`${name} ${result.note ?? ""}`.trim());
        else counts.failed.push(nameFailure(name, result.errors));
      }
    }
    const file = process.env.MAGPIE_COUNTS;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(counts));
  }
}
