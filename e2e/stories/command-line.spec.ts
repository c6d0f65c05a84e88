import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import sharp from "sharp";
import { listCollections } from "@/lib/collections/schema";
import { listImages } from "@/lib/images/list-schema";
import type { ImagePlace } from "@/lib/images/schema";
import { runMagpie, startCommand } from "../fixtures/command-line";
import { makePhotos } from "../fixtures/fill-library";
import { makeNearCopy } from "../fixtures/make-folder";
import { expect, type Member, makeMember, test } from "../fixtures/story";
import { sha256, signIn } from "../fixtures/visitor";

type Home = { dir: string; env: Record<string, string>; member: Member };

/** A person with an account and an empty place for the login. */
async function makeHome(url: string): Promise<Home> {
  const member = makeMember();
  const made = await fetch(`${url}/api/v1/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(member),
  });
  expect(made.status).toBe(201);
  const dir = await mkdtemp(path.join(os.tmpdir(), "magpie-home-"));
  return { dir, env: { XDG_CONFIG_HOME: dir, MAGPIE_URL: url, MAGPIE_PASSWORD: member.password }, member };
}

let home: Home;
test.beforeEach(async ({ app }) => {
  home = await makeHome(app.url);
});
test.afterEach(() => rm(home.dir, { recursive: true, force: true }));

test("a person signs in, uploads a folder twice, searches it and takes it out again", async ({ folder }) => {
  const magpie = (...args: string[]) => runMagpie(args, home.env);
  const early = await magpie("jobs");
  expect([early.code, early.err]).toEqual([2, expect.stringContaining("Sign in first")]);
  expect(await magpie("login", "--username", home.member.username)).toMatchObject({
    code: 0,
    out: expect.stringContaining(home.member.username),
  });

  const report = path.join(home.dir, "report.jsonl");
  const first = await magpie("upload", folder.dir, "--collection", "Holidays", "--report", report);
  const lines = (await readFile(report, "utf8")).trim().split("\n");
  const files = lines.map((line) => JSON.parse(line) as { path: string; outcome: string });
  const outcomeOf = (name: string) => files.find((file) => path.basename(file.path) === name)?.outcome;
  for (const { name } of folder.pictures) expect([name, outcomeOf(name)]).toEqual([name, "created"]);
  expect(["refused", "failed"]).toContain(outcomeOf(folder.truncated));
  // The folder holds files that only look like pictures: so the code is not 0.
  expect([first.code, first.out]).toEqual([1, expect.stringMatching(/images\/s/)]);

  const second = await magpie("upload", folder.dir, "--collection", "Holidays");
  // What could not be processed is here all the same.
  expect(second.out).toContain(`${folder.pictures.length + 1} here already`);
  expect(second.out).not.toMatch(/\bnew\b/);

  const found = await magpie("search", "red circle", "--limit", "3", "--json");
  expect(found.code).toBe(0);
  const { hits } = JSON.parse(found.out) as { hits: { image: { originalName: string } }[] };
  const best = folder.pictures.find(({ name }) => name === hits[0]?.image.originalName);
  expect([best?.colour, best?.shape]).toEqual(["red", "circle"]);
  const picture = folder.pictures[0];
  const alike = await magpie("similar", path.join(folder.dir, picture?.path ?? ""), "--limit", "1");
  expect(alike.out).toContain(picture?.name);

  const out = path.join(home.dir, "out");
  expect(await magpie("export", "Holidays", out)).toMatchObject({ code: 0 });
  const written = new Set(await Promise.all((await readdir(out)).map(async (name) => sha256(await readFile(path.join(out, name))))));
  for (const { path: original } of folder.pictures) expect(written.has(sha256(await readFile(path.join(folder.dir, original))))).toBe(true);
  expect((await magpie("export", "Holidays", out)).out).toMatch(/^0 written/);
});

test("near duplicates wait, go to the trash, or are told apart from a mistyped choice, as --on-duplicate says", async ({ app }) => {
  const magpie = (...args: string[]) => runMagpie(args, home.env);
  await magpie("login", "--username", home.member.username);
  const [photo] = await makePhotos(1);
  const original = Buffer.from(photo?.bytes ?? []);
  const write = async (name: string, bytes: Uint8Array) => {
    await writeFile(path.join(home.dir, name), bytes);
    return path.join(home.dir, name);
  };
  expect(await magpie("upload", await write("first.jpg", original))).toMatchObject({ code: 0, out: expect.stringContaining("1 new") });

  const waiting = await magpie("upload", "--on-duplicate", "review", await write("waiting.jpg", await makeNearCopy(original)));
  expect([waiting.code, waiting.out]).toEqual([0, expect.stringContaining("1 held as a near duplicate")]);
  expect(waiting.err).toMatch(/held as a near duplicate: .*waiting\.jpg: repeats first\.jpg/);

  const copy = await sharp(original).resize(500).jpeg({ quality: 70 }).toBuffer();
  const rejected = await magpie("upload", "--on-duplicate", "reject", await write("rejected.jpg", copy));
  expect([rejected.code, rejected.out]).toEqual([0, expect.stringContaining("1 near duplicate in the trash")]);
  expect(rejected.err).toMatch(/near duplicate in the trash: .*rejected\.jpg: repeats (first|waiting)\.jpg/);

  const wrong = await magpie("upload", "--on-duplicate", "refuse", "--collection", "Never made", path.join(home.dir, "first.jpg"));
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("--on-duplicate takes review, reject, reject-similar.")]);
  const places = await listPlaces(app.url, home.member);
  expect(places).toEqual({ names: { library: ["first.jpg"], held: ["waiting.jpg"], trash: ["rejected.jpg"] }, collections: 1 });
});

/** Names by place, and how many collections there are. */
async function listPlaces(url: string, { username, password }: Member) {
  const visitor = await signIn(url, username, password);
  const namesIn = async (place: ImagePlace) => (await visitor.call(listImages, { place })).images.map(({ originalName }) => originalName);
  return {
    names: { library: await namesIn("library"), held: await namesIn("held"), trash: await namesIn("trash") },
    collections: (await visitor.call(listCollections, {})).total,
  };
}

test("a watched folder's pictures arrive, also those that appear later", async ({ folder }) => {
  await runMagpie(["login", "--username", home.member.username], home.env);
  const watched = path.join(home.dir, "watched");
  await mkdir(watched);
  const [first, second] = folder.pictures;
  await copyFile(path.join(folder.dir, first?.path ?? ""), path.join(watched, "first.jpg"));
  const child = startCommand(["watch", watched], home.env);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += String(chunk)));
  try {
    await expect.poll(() => said, { timeout: 60_000 }).toContain("Watching");
    await copyFile(path.join(folder.dir, second?.path ?? ""), path.join(watched, "second.jpg"));
    await expect.poll(() => said, { timeout: 30_000 }).toMatch(/created\s+.*second\.jpg/);
  } finally {
    child.kill("SIGINT");
    await new Promise((resolve) => child.once("close", resolve));
  }
  expect(child.exitCode).toBe(0);
});

test("mistakes are said in words, each with an exit code of its own kind", async ({ app }) => {
  const magpie = (...args: string[]) => runMagpie(args, home.env);
  expect(await magpie("frobnicate")).toMatchObject({ code: 2, err: expect.stringContaining("There is no command frobnicate") });
  const bad = await magpie("jobs", "--url", app.url, "--key", "mgp_none");
  expect([bad.code, bad.err]).toEqual([3, expect.stringContaining("magpie login")]);
  expect(await magpie("jobs", "--url", "http://127.0.0.1:9", "--key", "mgp_none")).toMatchObject({ code: 3 });
  await magpie("login", "--username", home.member.username);
  expect(await magpie("upload", path.join(home.dir, "not there"))).toMatchObject({
    code: 1,
    err: expect.stringContaining("There is no file"),
  });
  expect(await magpie("keys")).toMatchObject({ code: 3, err: expect.stringContaining("admin scope") });
});
