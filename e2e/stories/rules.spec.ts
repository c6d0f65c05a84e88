import type { Page } from "@playwright/test";
import { listChanges, listImages } from "@/lib/images/list-schema";
import { addSamePixels, listLibrary, visitorOf } from "../fixtures/fill-library";
import { expect, test } from "../fixtures/story";

const preview = (page: Page) => page.getByRole("region", { name: "What the rules would do" });
const countsOf = async (page: Page) => (await (await visitorOf(page)).call(listChanges, {})).counts;
const namesIn = async (page: Page, place: "library" | "trash") => {
  const images =
    place === "library" ? await listLibrary(page) : (await (await visitorOf(page)).call(listImages, { place, limit: 100 })).images;
  return images.map(({ originalName }) => originalName).toSorted();
};
/** Names of the pictures of a preview that stand under these words. */
const previewed = async (page: Page, words: string) => {
  const figures = preview(page).locator("figure").filter({ hasText: words });
  return (await figures.getByRole("img").evaluateAll((all) => all.map((image) => image.getAttribute("alt") ?? ""))).toSorted();
};

test("a rule is written, shows exactly what it would do, does that and no more, and all of it is undone", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await addSamePixels(page, 2);
  await page.goto("/duplicates");
  await page.locator("#main").getByRole("link", { name: "Rules" }).click();
  await page.getByRole("button", { name: "Same pixels: keep the best described" }).click();
  const form = page.getByRole("dialog", { name: "New rule" });
  await form.getByLabel("Name").fill("One of each");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#main").getByRole("heading", { name: "One of each" })).toBeVisible();
  expect(await countsOf(page)).toMatchObject({ library: 2, held: 2, trash: 0 });

  await page.getByRole("button", { name: "Show what would happen" }).click();
  await expect(preview(page).getByRole("status")).toHaveText("2 groups: 2 pictures would go to the trash.");
  const [kept, trashed] = [await previewed(page, "Kept"), await previewed(page, "To the trash")];
  expect([kept.length, trashed.length]).toEqual([2, 2]);
  expect(await countsOf(page)).toMatchObject({ library: 2, held: 2, trash: 0 });

  await preview(page).getByRole("button", { name: "Do this now" }).click();
  await expect(page.locator("#main").getByText("2 pictures to the trash", { exact: true })).toBeVisible();
  await expect(preview(page)).toHaveCount(0);
  expect(await namesIn(page, "library")).toEqual(kept);
  expect(await namesIn(page, "trash")).toEqual(trashed);

  await page.locator("#main").getByRole("button", { name: "Undo all of it" }).click();
  await expect(page.locator("#main").getByText("Undone", { exact: true })).toBeVisible();
  expect(await countsOf(page)).toMatchObject({ library: 2, held: 2, trash: 0 });
});
