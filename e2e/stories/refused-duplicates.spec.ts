import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { addFiles, uploadNote, uploadRow, uploadsOf, waitUntilEnded } from "../fixtures/add-on-page";
import { startApp } from "../fixtures/app";
import { fillLibrary, listLibrary, makePhotos } from "../fixtures/fill-library";
import { makeNearCopy } from "../fixtures/make-folder";
import { signUpOnPage } from "../fixtures/sign-in-on-page";
import { expect, makeMember, test } from "../fixtures/story";

const namesOf = async (page: Page) => (await listLibrary(page)).map((image) => image.originalName).toSorted();
const copyOf = async (bytes: Uint8Array | undefined, name: string) => ({
  name,
  mimeType: "image/jpeg",
  buffer: await makeNearCopy(Buffer.from(bytes ?? [])),
});

test("whoever refuses near duplicates is told which picture each of them repeats, and the choice is remembered", async ({
  page,
  member,
}) => {
  expect(member.username).toBeTruthy();
  const photos = await makePhotos(2);
  await fillLibrary(page, photos);
  await page.getByRole("button", { name: "Add pictures" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitemradio", { name: "Ask me about near duplicates" })).toBeChecked();
  await page.getByRole("menuitemradio", { name: "Refuse near duplicates" }).focus();
  await page.keyboard.press("Enter");

  await addFiles(page, await copyOf(photos[0]?.bytes, "copy.jpg"));
  await waitUntilEnded(page, 1);
  await expect(uploadNote(page, "1 duplicate refused")).toBeVisible();
  const row = uploadRow(page, "copy.jpg");
  await expect(row).toContainText("In the trash: repeats IMG_0000.jpg");
  expect(await namesOf(page)).toEqual(["IMG_0000.jpg", "IMG_0001.jpg"]);
  const [kept] = (await listLibrary(page)).filter((image) => image.originalName === "IMG_0000.jpg");
  await row.getByRole("link", { name: "Show" }).click();
  await expect(page).toHaveURL(new RegExp(`/images/${kept?.id}`));

  await page.goto("/");
  await page.getByRole("button", { name: "Add pictures" }).click();
  await expect(page.getByRole("menuitemradio", { name: "Refuse near duplicates" })).toBeChecked();
  await page.keyboard.press("Escape");
  await addFiles(page, await copyOf(photos[1]?.bytes, "another.jpg"));
  await waitUntilEnded(page, 1);
  await expect(uploadNote(page, "1 duplicate refused")).toBeVisible();

  // What is chosen in the panel holds for what comes next.
  const choice = uploadsOf(page).getByLabel("Duplicates in what you add next");
  await expect(choice).toHaveValue("reject");
  await choice.selectOption("Ask me about near duplicates");
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  await addFiles(page, await copyOf(Buffer.from((await copyOf(photos[1]?.bytes, "")).buffer), "third.jpg"));
  await waitUntilEnded(page, 2);
  await expect(uploadNote(page, "1 near duplicate to decide about")).toBeVisible();
});

test("an import of a folder refuses near duplicates, and reports which picture each repeats", async ({ page, encoder }) => {
  test.setTimeout(300_000);
  const folder = await mkdtemp(path.join(os.tmpdir(), "magpie-import-story-"));
  const app = await startApp({ env: { SEARCH_MODEL: encoder, LOG_LEVEL: "warn" } });
  try {
    const [first, second] = await makePhotos(2);
    await writeFile(path.join(folder, "1 lake.jpg"), first?.bytes ?? "");
    await writeFile(path.join(folder, "2 hill.jpg"), second?.bytes ?? "");
    await writeFile(path.join(folder, "3 lake small.jpg"), await makeNearCopy(Buffer.from(first?.bytes ?? [])));
    await signUpOnPage(page, app.url, makeMember());
    await page.getByRole("button", { name: "Add pictures" }).click();
    await page.getByRole("menuitem", { name: "Folder on this machine…" }).click();
    const dialog = page.getByRole("dialog", { name: "Import a folder on this machine" });
    await dialog.getByLabel("Folder", { exact: true }).fill(folder);
    await dialog.getByLabel("Duplicates").selectOption("Refuse near duplicates");
    await expect(dialog.getByText(/^What repeats a picture of yours goes to the trash/)).toBeVisible();
    await dialog.getByRole("button", { name: "Import", exact: true }).click();
    await expect(dialog.getByText("Finished · 2 added · 1 duplicate")).toBeVisible({ timeout: 60_000 });
    await dialog.getByRole("button", { name: "Report" }).click();
    await expect(dialog.getByText("It repeats 1 lake.jpg, so it is in the trash.")).toBeVisible();
    await dialog.getByRole("link", { name: "Show it" }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page).toHaveURL(/\/images\/[0-9a-f-]{36}/);
  } finally {
    await app.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
