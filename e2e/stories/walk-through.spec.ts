import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { startApp } from "../fixtures/app";
import { makePhotos } from "../fixtures/fill-library";
import { expect, test } from "../fixtures/story";

/** The script of the README's walk, as it stands there. */
async function readWalk(): Promise<string> {
  const section = (await readFile("README.md", "utf8")).split("## A walk through the API\n")[1]?.split("\n## ")[0] ?? "";
  return /```bash\n([\s\S]*?)```/.exec(section)?.[1] ?? "";
}

test("the README's walk through the API runs as it stands there", async ({ encoder }) => {
  test.setTimeout(240_000);
  const walk = await readWalk();
  for (const step of ["register", "login", "collections", "/images?", "q=", "picture=", "compare", "links", "DELETE"])
    expect(walk).toContain(step);
  const folder = await mkdtemp(path.join(os.tmpdir(), "magpie-walk-"));
  // The walk makes the first account: a library of its own.
  const app = await startApp({ env: { SEARCH_MODEL: encoder, LOG_LEVEL: "warn" } });
  try {
    const [first, second] = await makePhotos(2);
    await writeFile(path.join(folder, "first.jpg"), first?.bytes ?? "");
    await writeFile(path.join(folder, "second.jpg"), second?.bytes ?? "");
    await promisify(execFile)("bash", ["-c", walk], { cwd: folder, env: { ...process.env, MAGPIE: app.url }, timeout: 120_000 });
    const read = async (name: string) => JSON.parse(await readFile(path.join(folder, name), "utf8")) as Record<string, unknown>;
    expect(await read("uploaded.json")).toMatchObject({ results: [{ outcome: "created" }, { outcome: "created" }] });
    expect(await read("compared.json")).toMatchObject({ sameBytes: false, samePixels: false });
    expect(((await read("by-text.json")).hits as unknown[]).length).toBeGreaterThan(0);
  } finally {
    await app.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
