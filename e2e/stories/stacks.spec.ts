import type { Page } from "@playwright/test";
import { fillLibrary, makePhotos } from "../fixtures/fill-library";
import { makeNearCopy } from "../fixtures/make-folder";
import { expect, test } from "../fixtures/story";

const tiles = (page: Page) => page.locator("#main").getByRole("link", { name: /^(IMG_000\d|another shot)\.jpg/ });

test("shots are stacked in the review, stand as one tile with their number, are looked at one by one, and taken apart", async ({
  page,
  member,
}) => {
  expect(member.username).toBeTruthy();
  const photos = await makePhotos(2);
  const copy = await makeNearCopy(Buffer.from(photos[0]?.bytes ?? []));
  await fillLibrary(page, [...photos, { name: "another shot.jpg", type: "image/jpeg", bytes: copy }]);

  await page.goto("/duplicates");
  await expect(page.locator("[data-stage]").first()).toHaveCSS("touch-action", "pan-y");
  await page.getByRole("toolbar", { name: "Decide about this group" }).getByRole("button", { name: "Stack" }).click();
  await expect(page.getByText("2 pictures stacked as shots of one scene")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Nothing to decide" })).toBeVisible();

  await page.getByRole("link", { name: "Timeline" }).first().click();
  await expect(tiles(page)).toHaveCount(2);
  const cover = page.locator("#main").getByRole("link", { name: /^IMG_0000\.jpg.*, stack of 2/ });
  await expect(cover).toContainText("2");
  await expect(page.getByText("2 pictures", { exact: true }).first()).toBeVisible();

  await cover.click();
  const stack = page.getByRole("navigation", { name: "Stack of 2 pictures" });
  await stack.getByRole("button", { name: "Shot 2 of 2" }).click();
  await expect(stack.getByRole("button", { name: "Shot 2 of 2" })).toHaveAttribute("aria-current", "true");
  await stack.getByRole("button", { name: "What to do with this stack" }).click();
  await page.getByRole("menuitem", { name: "Take the stack apart" }).click();
  await expect(page.getByText("Stack taken apart")).toBeVisible();
  await expect(stack).toHaveCount(0);
  await page.goto("/");
  await expect(tiles(page)).toHaveCount(3);
  await expect(page.locator("#main").getByRole("link", { name: /stack of/ })).toHaveCount(0);
});
