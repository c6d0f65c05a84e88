import type { Page } from "@playwright/test";
import { addFiles, uploadNote, uploadRow, uploadsOf, waitUntilEnded } from "../fixtures/add-on-page";
import { fillLibrary, listLibrary, makePhotos } from "../fixtures/fill-library";
import { makeNearCopy } from "../fixtures/make-folder";
import { expect, test } from "../fixtures/story";

/** A library of three pictures, and a resized copy of the first that has been added on the page. */
async function addNearCopy(page: Page): Promise<void> {
  const photos = await makePhotos(3);
  await fillLibrary(page, photos);
  const copy = await makeNearCopy(Buffer.from(photos[0]?.bytes ?? []));
  await addFiles(page, { name: "resized copy.jpg", mimeType: "image/jpeg", buffer: copy });
  await waitUntilEnded(page, 1);
}

const namesOf = async (page: Page) => (await listLibrary(page)).map((image) => image.originalName).toSorted();
const originals = ["IMG_0000.jpg", "IMG_0001.jpg", "IMG_0002.jpg"];
const nothingToDecide = { name: "Nothing to decide" };

test("a resized copy waits beside what it repeats, with the layer and the distance, and both can be kept", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await addNearCopy(page);
  await expect(uploadNote(page, "1 near duplicate to decide about")).toBeVisible();
  expect(await namesOf(page)).toEqual(originals);
  await uploadRow(page, "resized copy.jpg").getByRole("link", { name: "Decide" }).click();

  const pair = page.getByRole("region", { name: "resized copy.jpg and what it repeats" });
  await expect(pair.getByText(/^Same picture, re-saved: (all 64 bits of the perceptual hash agree|\d+ of 64 bits differ)$/)).toBeVisible();
  await expect(pair.getByRole("figure")).toHaveCount(2);
  await expect(pair.getByRole("figure").filter({ hasText: "New" })).toContainText("resized copy.jpg");
  await expect(pair.getByRole("figure").filter({ hasText: "In your library" })).toContainText("IMG_0000.jpg");
  await expect(pair.getByRole("figure").filter({ hasText: "In your library" })).toContainText("More pixels");

  await pair.getByRole("button", { name: "Keep both" }).click();
  await expect(page.getByText("Both are kept")).toBeVisible();
  await expect(page.getByRole("heading", nothingToDecide)).toBeVisible();
  await expect.poll(() => namesOf(page)).toEqual([...originals, "resized copy.jpg"]);
});

test("the new one can be kept in place of the old one, and a choice can be taken back", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await addNearCopy(page);
  await page.goto("/duplicates");
  await page.getByRole("button", { name: "Discard new" }).click();
  await expect(page.getByText("The new one is in the trash")).toBeVisible();
  await expect(page.getByRole("heading", nothingToDecide)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  const pair = page.getByRole("region", { name: "resized copy.jpg and what it repeats" });
  await expect(pair.getByRole("figure")).toHaveCount(2);
  expect(await namesOf(page)).toEqual(originals);

  await page.keyboard.press("2");
  await expect(page.getByText("The new one is kept, what it repeats is in the trash")).toBeVisible();
  await expect.poll(() => namesOf(page)).toEqual(["IMG_0001.jpg", "IMG_0002.jpg", "resized copy.jpg"]);
  await page.goto("/trash");
  await expect(page.getByRole("region", { name: /^Pictures in the trash/ }).getByRole("link", { name: /^IMG_0000\.jpg/ })).toBeVisible();
});

test("with detection off everything is taken, equal files too", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const [photo] = await makePhotos(1);
  const file = (name: string) => ({ name, mimeType: "image/jpeg", buffer: Buffer.from(photo?.bytes ?? []) });
  await addFiles(page, file("first.jpg"));
  await waitUntilEnded(page, 1);
  await uploadsOf(page).getByRole("switch", { name: "Detect duplicates" }).click();
  await addFiles(page, [file("second.jpg"), file("third.jpg")]);
  await waitUntilEnded(page, 3);
  await expect(uploadNote(page, "3 added")).toBeVisible();
  expect(await namesOf(page)).toEqual(["first.jpg", "second.jpg", "third.jpg"]);
});
