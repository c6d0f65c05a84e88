import type { Page } from "@playwright/test";
import { fillLibrary, listLibrary, makePhotos } from "../fixtures/fill-library";
import { expect, test, tilesOf, timeline } from "../fixtures/story";

const trash = /^Pictures in the trash/;
const namesOf = async (page: Page) => (await listLibrary(page)).map((image) => image.originalName).toSorted();
const all = ["IMG_0000.jpg", "IMG_0001.jpg", "IMG_0002.jpg", "IMG_0003.jpg"];

test("what is thrown away comes back by the toast, or from the trash", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await fillLibrary(page, await makePhotos(4));
  await page.goto("/");
  await page.getByRole("link", { name: /^IMG_0001\.jpg/ }).hover();
  await page.getByRole("button", { name: "Select IMG_0001.jpg" }).click();
  await page.getByRole("button", { name: "Select IMG_0002.jpg" }).click();
  const bar = page.getByRole("toolbar", { name: "Selected pictures" });
  await expect(bar).toContainText("2 selected");
  await bar.getByRole("button", { name: "Move to the trash" }).click();
  await expect(page.getByText("2 pictures moved to the trash")).toBeVisible();
  await expect.poll(() => namesOf(page)).toEqual(["IMG_0000.jpg", "IMG_0003.jpg"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => namesOf(page)).toEqual(all);
  await expect(tilesOf(page, timeline)).toHaveCount(4);

  await page.getByRole("link", { name: /^IMG_0003\.jpg/ }).focus();
  await page.keyboard.press("Delete");
  await expect.poll(() => namesOf(page)).toEqual(all.slice(0, 3));
  await expect(tilesOf(page, timeline)).toHaveCount(3);
  await page.getByRole("link", { name: "Trash" }).click();
  await expect(tilesOf(page, trash)).toHaveCount(1);
  await tilesOf(page, trash).first().hover();
  await page.getByRole("button", { name: "Select IMG_0003.jpg" }).click();
  await page.getByRole("toolbar", { name: "Selected pictures" }).getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("1 picture restored")).toBeVisible();
  await expect.poll(() => namesOf(page)).toEqual(all);
  await page.getByRole("link", { name: "Timeline", exact: true }).click();
  await expect(tilesOf(page, timeline)).toHaveCount(4);
});

test("deleting for good asks first, and then nothing of the picture answers", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const [, id] = await fillLibrary(page, await makePhotos(2));
  await page.goto(`/images/${id}`);
  await page.getByRole("button", { name: "Move to the trash" }).click();
  await page.goto("/trash");
  await expect(tilesOf(page, trash)).toHaveCount(1);
  await page.getByRole("button", { name: "Empty the trash" }).click();
  const question = page.getByRole("dialog", { name: "Empty the trash of 1 picture?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toHaveCount(0);
  await expect(tilesOf(page, trash)).toHaveCount(1);
  expect((await page.request.get(`/api/v1/images/${id}/original`)).status()).toBe(200);

  await page.getByRole("button", { name: "Empty the trash" }).click();
  await question.getByRole("button", { name: "Delete 1 picture" }).click();
  await expect(page.getByText("1 picture deleted for good")).toBeVisible();
  await expect(page.getByRole("heading", { name: "The trash is empty" })).toBeVisible();
  for (const part of ["", "/thumbnail", "/original"]) {
    expect((await page.request.get(`/api/v1/images/${id}${part}`)).status()).toBe(404);
  }
  expect(await namesOf(page)).toEqual(["IMG_0000.jpg"]);
});
