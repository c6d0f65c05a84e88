import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { createCollection } from "@/lib/collections/schema";
import { makeCover, makePhotograph } from "@/lib/imaging/testing-covers";
import { runMagpie } from "../fixtures/command-line";
import { fillLibrary, visitorOf } from "../fixtures/fill-library";
import { expect, test } from "../fixtures/story";

/** Makes a collection of covers that no photograph of anything else looks like. */
async function makeCovers(page: Page, seeds: readonly number[]): Promise<{ covers: Buffer[]; collectionId: string }> {
  const covers = await Promise.all(seeds.map((seed) => makeCover(seed)));
  const files = covers.map((bytes, at) => ({ name: `cover-${seeds[at]}.png`, type: "image/png", bytes }));
  const imageIds = await fillLibrary(page, files, { detectDuplicates: false });
  const { id } = await (await visitorOf(page)).call(createCollection, { name: "Records", imageIds });
  return { covers, collectionId: id };
}

/** Searches by a file of the disk, as the button at the end of the search box does. */
async function choosePicture(page: Page, file: string): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Search by a picture" }).click();
  await (await chooser).setFiles(file);
  await expect(page.getByText(path.basename(file))).toBeVisible();
}

test("covers on a photographed table are recognised, each outlined, and a strange one is not", async ({ page, member, app }) => {
  test.setTimeout(200_000);
  const dir = await mkdtemp(path.join(os.tmpdir(), "magpie-table-"));
  const { covers, collectionId } = await makeCovers(page, [1, 2, 3, 4]);
  // No browser shows a TIFF by itself.
  const table = path.join(dir, "table.tiff");
  const [, second, third] = covers as [Buffer, Buffer, Buffer];
  const photograph = await makePhotograph([
    { cover: second, left: 60, top: 80, sidePx: 430, degrees: 12 },
    { cover: third, left: 560, top: 120, sidePx: 420, degrees: 90 },
  ]);
  await writeFile(table, await sharp(photograph).tiff({ compression: "lzw" }).toBuffer());
  const strange = path.join(dir, "strange.jpg");
  await writeFile(strange, await makePhotograph([{ cover: await makeCover(40), left: 200, top: 60, sidePx: 430, degrees: 12 }]));

  await test.step("nothing is recognised while no collection asks for it", async () => {
    await choosePicture(page, table);
    await page.getByRole("switch", { name: "Find this thing" }).click();
    await expect(page.getByRole("heading", { name: "No collection is looked through yet" })).toBeVisible();
    await expect(page.getByRole("link", { name: "To the collections" })).toBeVisible();
  });

  await test.step("its owner switches it on and waits until the pictures are prepared", async () => {
    await page.goto(`/collections/${collectionId}`);
    await page.getByRole("button", { name: "Recognise things of this collection" }).click();
    const dialog = page.getByRole("dialog", { name: "Recognise things of Records" });
    await dialog.getByRole("switch", { name: "Recognise things of this collection" }).click();
    await expect(dialog.getByText("4 pictures can be recognised", { exact: true })).toBeVisible({ timeout: 90_000 });
    await dialog.getByRole("button", { name: "Build again" }).click();
    const progress = dialog.getByText(/^The index is being built again, \d+ % done/);
    await expect(progress).toBeVisible();
    await expect(progress).toHaveCount(0, { timeout: 60_000 });
    await expect(dialog.getByText("4 pictures can be recognised", { exact: true })).toBeVisible();
    await dialog.getByRole("button", { name: "Close" }).last().click();
  });

  await test.step("both covers of the table are found, with an outline each", async () => {
    await choosePicture(page, table);
    await page.getByRole("switch", { name: "Find this thing" }).click();
    const things = page.getByRole("region", { name: "Recognised things" });
    await expect(things.getByRole("link")).toHaveCount(2);
    await expect(things.getByRole("link", { name: /cover-2\.png/ })).toBeVisible();
    await expect(things.getByRole("link", { name: /cover-3\.png/ })).toBeVisible();
    await expect(things.locator("polygon")).toHaveCount(2);
    const shown = things.getByRole("img", { name: "What was searched with" });
    await expect.poll(() => shown.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(500);
    const boxes = await things.locator("polygon").evaluateAll((outlines) =>
      outlines.map((outline) => {
        const { x, width } = outline.getBoundingClientRect();
        return x + width / 2;
      }),
    );
    const box = await shown.boundingBox();
    const middle = (box?.x ?? 0) + (box?.width ?? 0) / 2;
    expect(boxes.filter((x) => x < middle)).toHaveLength(1);
  });

  await test.step("the command line recognises the same", async () => {
    const env = { XDG_CONFIG_HOME: dir, MAGPIE_URL: app.url, MAGPIE_PASSWORD: member.password };
    expect(await runMagpie(["login", "--username", member.username], env)).toMatchObject({ code: 0 });
    const found = await runMagpie(["recognize", table, "--collection", "Records"], env);
    expect([found.code, found.out.trim().split("\n").length]).toEqual([0, 2]);
    expect(found.out).toMatch(/cover-2\.png/);
    expect(await runMagpie(["recognize", strange], env)).toMatchObject({ code: 1, err: expect.stringContaining("Nothing") });
  });

  await test.step("a line typed meanwhile leaves the switch on, and says where to look", async () => {
    const things = page.getByRole("region", { name: "Recognised things" });
    const box = page.getByRole("combobox", { name: "Search your pictures" });
    await box.fill("in:Nowhere");
    await expect(page.getByText("There is no collection “Nowhere”").last()).toBeVisible();
    await expect(things).toHaveCount(0);
    await box.fill("in:default");
    await expect(page.getByRole("heading", { name: "This collection is not looked through" })).toBeVisible();
    await box.fill("in:Records red");
    await expect(things.getByRole("link")).toHaveCount(2);
    await expect(page.getByText("Of the line only one collection counts")).toBeVisible();
    await expect(page.getByRole("switch", { name: "Find this thing" })).toBeChecked();
    await page.getByRole("button", { name: "Clear the search" }).click();
    await expect(page).not.toHaveURL(/q=/);
  });

  await test.step("another cover is not taken for one of them", async () => {
    await choosePicture(page, strange);
    // Two pictures show no one thing: the first one is taken away.
    await page.getByRole("button", { name: "Search without table.tiff" }).click();
    await page.getByRole("switch", { name: "Find this thing" }).click();
    await expect(page.getByRole("heading", { name: "Nothing recognised" })).toBeVisible();
  });
  await rm(dir, { recursive: true, force: true });
});
