import { fillLibrary, makePhotos } from "../fixtures/fill-library";
import { expect, test, tilesOf } from "../fixtures/story";

test("a collection is made, filled, renamed, emptied and deleted, and its pictures stay", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await fillLibrary(page, await makePhotos(4));
  await page.goto("/collections");
  await page.getByRole("button", { name: "New collection" }).click();
  const dialog = page.getByRole("dialog", { name: "New collection" });
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByText("Give the collection a name.")).toBeVisible();
  await dialog.getByLabel("Name").fill("Summer at the lake");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "Nothing in here yet" })).toBeVisible();

  await page.getByRole("link", { name: "Timeline", exact: true }).click();
  await page.getByRole("link", { name: /^IMG_0000\.jpg/ }).focus();
  await page.keyboard.press("x");
  await page.getByRole("link", { name: /^IMG_0002\.jpg/ }).focus();
  await page.keyboard.press("x");
  await page.keyboard.press("c");
  await page
    .getByRole("dialog", { name: "Add 2 pictures to a collection" })
    .getByRole("button", { name: /^Summer at the lake/ })
    .click();
  await expect(page.getByText("2 pictures added to Summer at the lake")).toBeVisible();

  await page.getByRole("link", { name: "Collections", exact: true }).click();
  await page.getByRole("link", { name: /^Summer at the lake\s*2 pictures/ }).click();
  const grid = "Pictures of Summer at the lake, newest first";
  await expect(tilesOf(page, grid)).toHaveCount(2);
  await tilesOf(page, grid).first().click();
  await expect(page.getByRole("dialog", { name: "IMG_0000.jpg" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("dialog", { name: "IMG_0002.jpg" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(tilesOf(page, grid)).toHaveCount(2);

  await page.getByRole("link", { name: /^IMG_0002\.jpg/ }).hover();
  await page.getByRole("button", { name: "Select IMG_0002.jpg" }).click();
  await page.getByRole("button", { name: "Take out of this collection" }).click();
  await expect(page.getByText("1 picture taken out of Summer at the lake")).toBeVisible();
  await expect(tilesOf(page, grid)).toHaveCount(1);

  await page.getByRole("button", { name: "Rename Summer at the lake" }).click();
  await page.getByLabel("Name of the collection").fill("Autumn at the lake");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Rename Autumn at the lake" })).toBeVisible();
  await expect
    .poll(async () => (await (await page.request.get("/api/v1/collections")).json()).collections.map((one: { name: string }) => one.name))
    .toContain("Autumn at the lake");
  await page.reload();
  await expect(page.getByRole("button", { name: "Rename Autumn at the lake" })).toBeVisible();

  await page.getByRole("button", { name: "Delete the collection, and keep its pictures" }).click();
  await expect(page).toHaveURL(/\/collections$/);
  await expect(page.getByRole("link", { name: /^Autumn at the lake/ })).toHaveCount(0);
  await page.getByRole("link", { name: "Timeline", exact: true }).click();
  await expect(tilesOf(page, /^All pictures/)).toHaveCount(4);
});

test("a collection that is deleted by mistake comes back by the toast", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const made = await page.request.post("/api/v1/collections", {
    data: { name: "Rooftops" },
    headers: { origin: new URL(page.url()).origin },
  });
  expect(made.ok()).toBe(true);
  await page.goto("/collections");
  await page.getByRole("button", { name: "What to do with Rooftops" }).click();
  await page.getByRole("menuitem", { name: "Delete, and keep its pictures" }).click();
  await expect(page.getByRole("link", { name: /^Rooftops/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("link", { name: /^Rooftops/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("link", { name: /^Rooftops/ })).toBeVisible();
});

test("a collection is arranged by hand, keeps its order, and is saved as a zip", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const imageIds = await fillLibrary(page, await makePhotos(3));
  const made = await page.evaluate(async (ids) => {
    const body = JSON.stringify({ name: "Trip", imageIds: ids });
    const answer = await fetch("/api/v1/collections", { method: "POST", headers: { "content-type": "application/json" }, body });
    return (await answer.json()) as { id: string };
  }, imageIds);
  const tiles = tilesOf(page, "Pictures of Trip, in its own order");
  const expectOrder = async (names: string[]) => {
    for (const [at, name] of names.entries()) await expect(tiles.nth(at)).toHaveAccessibleName(new RegExp(`^${name}`));
  };
  const select = async (name: string) => {
    await page.getByRole("link", { name: new RegExp(`^${name}`) }).hover();
    await page.getByRole("button", { name: `Select ${name}` }).click();
  };

  await page.goto(`/collections/${made.id}`);
  await page.getByRole("button", { name: "Sort: Newest first" }).click();
  await page.getByRole("menuitemradio", { name: /^Own order/ }).click();
  await expectOrder(["IMG_0000.jpg", "IMG_0001.jpg", "IMG_0002.jpg"]);
  await select("IMG_0002.jpg");
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await page.getByRole("menuitem", { name: "To the start" }).click();
  await expectOrder(["IMG_0002.jpg", "IMG_0000.jpg", "IMG_0001.jpg"]);
  await select("IMG_0001.jpg");
  await page.getByRole("button", { name: "Move", exact: true }).click();
  await page.getByRole("menuitem", { name: "Before another picture" }).click();
  await select("IMG_0000.jpg");
  await page.getByRole("button", { name: "Put 1 before it" }).click();
  await expectOrder(["IMG_0002.jpg", "IMG_0001.jpg", "IMG_0000.jpg"]);
  await page.reload();
  await expectOrder(["IMG_0002.jpg", "IMG_0001.jpg", "IMG_0000.jpg"]);

  const whole = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download all as a zip" }).click();
  expect((await whole).suggestedFilename()).toBe("Trip.zip");
  await select("IMG_0002.jpg");
  await select("IMG_0000.jpg");
  const selected = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download", exact: true }).click();
  expect((await selected).suggestedFilename()).toMatch(/^Pictures .*\.zip$/);
});
