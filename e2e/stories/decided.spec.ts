import { listChanges } from "@/lib/images/list-schema";
import { addSamePixels, visitorOf } from "../fixtures/fill-library";
import { expect, test } from "../fixtures/story";

test("what was decided about duplicates is listed after a reload, and taken back by the keyboard alone", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const counts = async () => (await (await visitorOf(page)).call(listChanges, {})).counts;
  const main = page.locator("#main");
  const rows = main.getByRole("region", { name: "Decisions" }).locator("ul.divide-y > li");
  await page.goto("/duplicates/decided");
  await expect(main.getByRole("heading", { name: "Nothing decided yet" })).toBeVisible();

  await addSamePixels(page, 2);
  await page.goto("/duplicates");
  await expect(page.getByRole("toolbar", { name: "Decide about this group" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByText("One is kept, 1 picture in the trash")).toBeVisible();
  await page.getByRole("toolbar", { name: "Decide about this group" }).getByRole("button", { name: "Not related" }).click();
  await expect(page.getByRole("heading", { name: "Nothing to decide" })).toBeVisible();
  await expect.poll(counts).toMatchObject({ library: 3, held: 0, trash: 1 });

  await main.getByRole("button", { name: "More about duplicates" }).click();
  await page.getByRole("menuitem", { name: "What was decided" }).click();
  await expect(rows).toHaveCount(2);
  await page.reload();
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(0)).toContainText("2 pictures: not related");
  for (const picture of await rows.nth(0).locator("img").all()) await expect(picture).toHaveCSS("opacity", "1");
  await expect(rows.nth(1)).toContainText("1 of 2 kept, 1 picture in the trash");

  await rows
    .nth(1)
    .getByRole("button", { name: /^Take back/ })
    .focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 picture is out of the trash. You are asked about them in Duplicates again.")).toBeVisible();
  await expect(rows).toHaveCount(1);
  await expect.poll(counts).toMatchObject({ library: 3, held: 1, trash: 0 });
  await rows
    .nth(0)
    .getByRole("button", { name: /^Take back/ })
    .click();
  await expect(main.getByRole("heading", { name: "Nothing decided yet" })).toBeVisible();
  await main.getByRole("link", { name: "To the duplicates" }).click();
  await expect(main.getByRole("status").filter({ hasText: "2 groups" })).toBeVisible();
});
