import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Locator, Page } from "@playwright/test";
import sharp from "sharp";
import { createCollection } from "@/lib/collections/schema";
import { deleteImages, trashImages } from "@/lib/images/schema";
import { rememberSearch } from "@/lib/search/saved-schema";
import { fillLibrary, makePhotos, visitorOf } from "../fixtures/fill-library";
import { listSubjects } from "../fixtures/make-folder";
import { expect, searchResults, test, tilesOf } from "../fixtures/story";
import { makeShapePicture } from "../fixtures/tiny-encoder-picture";

const count = 18;
const searchBox = (page: Page) => page.getByRole("combobox", { name: "Search your pictures" });
const suggestions = (page: Page) => page.getByRole("listbox", { name: "Suggestions" });
const chips = (page: Page) => page.getByRole("list", { name: "What is searched for" });

/** What the results show, best first: "red circle" and so on, by the names of the fixture pictures. */
async function readFound(page: Page, most: number): Promise<string[]> {
  const labels = await tilesOf(page, searchResults).evaluateAll((links) => links.map((link) => link.getAttribute("aria-label") ?? ""));
  const subjects = listSubjects(count);
  return labels.slice(0, most).map((label) => {
    const subject = subjects[Number(/^IMG_(\d+)/.exec(label)?.[1])];
    return `${subject?.colour} ${subject?.shape}`;
  });
}

async function drawRectangle(page: Page, field: Locator, from: [number, number], to: [number, number]): Promise<void> {
  const box = await field.boundingBox();
  if (!box) throw new Error("There is nothing to draw on.");
  const at = ([x, y]: [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 4 });
  await page.mouse.up();
}

test("a suggestion is taken by keyboard, and what it added is taken away by its chip", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const imageIds = await fillLibrary(page, await makePhotos(count));
  await (await visitorOf(page)).call(createCollection, { name: "Summer at the lake", imageIds: imageIds.slice(0, 4) });
  await page.goto("/search?q=red");
  await expect(tilesOf(page, searchResults).first()).toBeVisible();
  await expect(suggestions(page)).toHaveCount(0);

  await searchBox(page).fill("red in:su");
  await expect(suggestions(page).getByRole("option", { name: /^Summer at the lake/ })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(searchBox(page)).toHaveAttribute("aria-activedescendant", /.+/);
  await page.keyboard.press("Enter");
  await expect(searchBox(page)).toHaveValue('red in:"Summer at the lake" ');
  await expect(suggestions(page)).toHaveCount(0);
  await expect(chips(page)).toContainText("in Summer at the lake");
  await expect.poll(async () => (await readFound(page, count)).length).toBeLessThanOrEqual(4);

  await page.getByRole("button", { name: "Take away in Summer at the lake" }).click();
  await expect(searchBox(page)).toHaveValue("red");
  await expect(chips(page)).toHaveCount(0);

  await searchBox(page).fill("ty");
  await expect(suggestions(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(suggestions(page)).toHaveCount(0);
  await expect(searchBox(page)).toHaveValue("ty");
  await page.keyboard.press("Escape");
  await expect(searchBox(page)).toHaveValue("");
});

test("a filter that is not understood says so, and its chip leads to its words", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await fillLibrary(page, await makePhotos(3));
  await page.goto(`/search?q=${encodeURIComponent("red larger:abc")}`);
  const chip = chips(page).getByRole("button").first();
  await expect(chip).toHaveAccessibleName(/larger than abc ?: Write a size/);
  await chip.click();
  await expect(searchBox(page)).toBeFocused();
  const chosen = await searchBox(page).evaluate((box: HTMLInputElement) => box.value.slice(box.selectionStart ?? 0, box.selectionEnd ?? 0));
  expect(chosen).toBe("larger:abc");

  await page.goto("/search?q=larger:ban");
  await expect(page.locator("#main").getByText("Write a size like 10mp or 5MB.", { exact: true }).last()).toBeVisible();
  await expect(page.getByRole("heading", { name: "Nothing to look for yet" })).toBeVisible();
  await expect(tilesOf(page, searchResults)).toHaveCount(0);

  await page.goto(`/search?q=${encodeURIComponent("red 1990")}`);
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
});

test("words that name a time are looked for as words until they are taken for the time", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await fillLibrary(page, await makePhotos(3));
  await page.goto("/search");
  await searchBox(page).fill("red last summer");
  await expect(suggestions(page).getByRole("option", { name: /^last summer taken 1 Jun/ })).toBeVisible();
  const offer = page.getByRole("button", { name: "Taken last summer?" });
  await expect(offer).toBeVisible();
  await expect(chips(page)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await offer.click();
  await expect(searchBox(page)).toHaveValue('red "last summer"');
  await expect(chips(page)).toContainText("last summer (1 Jun");
  await expect(offer).toHaveCount(0);

  await searchBox(page).fill("yesterday");
  await page.getByRole("option", { name: /^yesterday taken/ }).click();
  await expect(searchBox(page)).toHaveValue("on:yesterday ");
});

test("words go together with pictures that count for or against", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const [first] = await fillLibrary(page, await makePhotos(count));
  await page.goto(`/search?like=${first}`);
  const pictures = page.getByRole("list", { name: "Pictures that are searched with" });
  await expect(pictures).toContainText("IMG_0000.jpg");
  await searchBox(page).fill("red");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/q=red&like=/);
  await page.getByRole("button", { name: "How IMG_0000.jpg counts" }).click();
  await page.getByRole("menuitem", { name: "Unlike this picture" }).click();
  await expect(pictures).toContainText("Unlike");
  await expect(page).toHaveURL(/like=-1/);
  await expect.poll(async () => (await readFound(page, 2)).length).toBe(2);
  await expect.poll(async () => (await readFound(page, 2)).filter((found) => found.endsWith("triangle"))).toEqual([]);
  await page.getByRole("button", { name: "Search without IMG_0000.jpg" }).click();
  await expect(pictures).toHaveCount(0);
  await expect(searchBox(page)).toHaveValue("red");
});

test("a part of a picture is searched with, of a file and in the viewer", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const [first] = await fillLibrary(page, await makePhotos(count));
  const dir = await mkdtemp(path.join(os.tmpdir(), "magpie-part-"));
  const both = path.join(dir, "both.png");
  const [left, right] = await Promise.all([
    makeShapePicture({ colour: "red", shape: "circle", seed: 400, size: 320 }),
    makeShapePicture({ colour: "blue", shape: "square", seed: 401, size: 320 }),
  ]);
  const canvas = sharp({ create: { width: 640, height: 320, channels: 3, background: "#888" } });
  const layers = [
    { input: left, left: 0, top: 0 },
    { input: right, left: 320, top: 0 },
  ];
  await writeFile(both, await canvas.composite(layers).png().toBuffer());

  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Search by a picture" }).click();
  await (await chooser).setFiles(both);
  await page.getByRole("button", { name: "How both.png counts" }).click();
  await page.getByRole("menuitem", { name: "Search for a part of it" }).click();
  const dialog = page.getByRole("dialog", { name: "Search for a part of this picture" });
  await drawRectangle(page, dialog.getByRole("group", { name: /^Rectangle/ }), [0.51, 0.02], [0.99, 0.98]);
  await expect(dialog.getByRole("group", { name: /^Rectangle from 5\d % from the left/ })).toBeVisible();
  await dialog.getByRole("button", { name: "Search for this part" }).click();
  await expect(page.getByRole("list", { name: "Pictures that are searched with" })).toContainText("a part of");
  await expect.poll(() => readFound(page, 1)).toEqual(["blue square"]);

  await page.goto(`/images/${first}`);
  await page.getByRole("button", { name: "More like a part of this" }).click();
  const rectangle = dialog.getByRole("group", { name: /^Rectangle/ });
  await expect(rectangle).toBeFocused();
  const before = await rectangle.getAttribute("aria-label");
  await page.keyboard.press("Shift+ArrowRight");
  await expect(rectangle).not.toHaveAttribute("aria-label", before ?? "");
  await dialog.getByRole("button", { name: "Search for this part" }).click();
  await expect(page).toHaveURL(/\/search\?like=1%3B0\.25/);
  await expect(tilesOf(page, searchResults).first()).toBeVisible();
  await rm(dir, { recursive: true, force: true });
});

test("a search is saved, opened, renamed, deleted and brought back", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await fillLibrary(page, await makePhotos(count));
  await page.goto("/search?q=red+circle");
  await page.getByRole("button", { name: "Save this search" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this search" });
  await dialog.getByLabel("Name").fill("Red things");
  await dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("Red things is saved")).toBeVisible();

  await expect(page.getByRole("button", { name: "Save this search" })).toHaveCount(0);
  const beside = page.getByRole("list", { name: "Saved searches" });
  await expect(beside.getByRole("link", { name: "Red things" })).toHaveAttribute("aria-current", "page");
  await page.getByRole("link", { name: "Timeline", exact: true }).click();
  await beside.getByRole("link", { name: "Red things" }).click();
  await expect(searchBox(page)).toHaveValue("red circle");
  await expect(page.getByRole("button", { name: "Saved as Red things: what to do with it" })).toBeVisible();

  await page.getByRole("link", { name: "Collections", exact: true }).click();
  const kept = page.getByRole("region", { name: "Saved searches" });
  await kept.getByRole("link", { name: /Red things/ }).click();
  await expect(searchBox(page)).toHaveValue("red circle");
  await expect.poll(() => readFound(page, 1)).toEqual(["red circle"]);

  await page.getByRole("link", { name: "Collections", exact: true }).click();
  await page.getByRole("button", { name: "What to do with Red things" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  const renaming = page.getByRole("dialog", { name: "Rename the search" });
  await renaming.getByLabel("Name").fill("Round and red");
  await renaming.getByRole("button", { name: "Rename" }).click();
  await expect(kept.getByRole("link", { name: /Round and red/ })).toBeVisible();
  await expect(beside.getByRole("link", { name: "Round and red" })).toBeVisible();

  await page.getByRole("button", { name: "What to do with Round and red" }).click();
  await page.getByRole("menuitem", { name: "Change what it looks for" }).click();
  const line = page.getByRole("dialog", { name: "What Round and red looks for" });
  await expect(line.getByLabel("Search")).toHaveValue("red circle");
  await line.getByLabel("Search").fill("red square");
  await line.getByRole("button", { name: "Save" }).click();
  await expect(kept.getByRole("link", { name: /Round and red/ })).toContainText("red square");

  await page.getByRole("button", { name: "What to do with Round and red" }).click();
  await page.getByRole("menuitem", { name: /^Delete/ }).click();
  await expect(kept).toHaveCount(0);
  await expect(beside).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(kept.getByRole("link", { name: /Round and red/ })).toBeVisible();

  await beside.getByRole("link", { name: "Round and red" }).click();
  await page.getByRole("button", { name: "Saved as Round and red: what to do with it" }).click();
  await page.getByRole("menuitem", { name: "Change what it looks for" }).click();
  await line.getByLabel("Search").fill("blue square");
  await line.getByRole("button", { name: "Save" }).click();
  await expect(searchBox(page)).toHaveValue("blue square");
  await expect(page.getByRole("button", { name: "Saved as Round and red: what to do with it" })).toBeVisible();
});

test("a search with pictures is saved with how each counts, changed, and says when one of them is gone", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const [first, second] = await fillLibrary(page, await makePhotos(count));
  const part = `like=${encodeURIComponent(`2;0,0,1,0.9;${first}`)}`;
  const minus = `like=${encodeURIComponent(`-1;;${second}`)}`;
  await page.goto(`/search?q=circle&${part}&${minus}`);
  const like = page.locator("#main").getByRole("list", { name: "Pictures that are searched with" });
  await expect(like.getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: "Save this search" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this search" });
  await dialog.getByLabel("Name").fill("Round ones");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Round ones is saved")).toBeVisible();
  const beside = page.getByRole("list", { name: "Saved searches" });
  await expect(beside.getByRole("link", { name: "Round ones" })).toHaveAttribute("aria-current", "page");
  const found = await readFound(page, 5);

  await page.getByRole("link", { name: "Collections", exact: true }).click();
  const kept = page.getByRole("region", { name: "Saved searches" });
  await expect(kept.getByRole("link", { name: /Round ones/ })).toContainText("circle · like 1 picture, unlike 1");
  await kept.getByRole("link", { name: /Round ones/ }).click();
  await expect(like.getByRole("listitem").filter({ hasText: "Like a part of" })).toHaveCount(1);
  await expect(like.getByRole("listitem").filter({ hasText: "Unlike" })).toHaveCount(1);
  await expect.poll(() => readFound(page, 5)).toEqual(found);

  // The line may go: the pictures are enough.
  await page.getByRole("button", { name: "Saved as Round ones: what to do with it" }).click();
  await page.getByRole("menuitem", { name: "Change what it looks for" }).click();
  const change = page.getByRole("dialog", { name: "What Round ones looks for" });
  await change.getByLabel("Search", { exact: true }).fill("");
  await change
    .getByRole("button", { name: /^How .* counts$/ })
    .last()
    .click();
  await page.getByRole("menuitem", { name: "Like this picture", exact: true }).click();
  await change.getByRole("button", { name: "Save" }).click();
  await expect(searchBox(page)).toHaveValue("");
  await expect(like.getByRole("listitem").filter({ hasText: "Unlike" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Saved as Round ones: what to do with it" })).toBeVisible();

  const visitor = await visitorOf(page);
  await visitor.call(trashImages, { imageIds: [second ?? ""] });
  await visitor.call(deleteImages, { imageIds: [second ?? ""] });
  await page.goto("/collections");
  await expect(kept.getByRole("link", { name: /Round ones/ })).toContainText("1 of its pictures is no longer there");
  await kept.getByRole("link", { name: /Round ones/ }).click();
  await expect(page.locator("#main").getByText("1 of its pictures is no longer there.")).toBeVisible();
  await expect(tilesOf(page, searchResults).first()).toBeVisible();

  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Search by a picture" }).click();
  const buffer = await makeShapePicture({ colour: "yellow", shape: "triangle", seed: 300 });
  await (await chooser).setFiles({ name: "not kept.jpg", mimeType: "image/jpeg", buffer });
  await page.getByRole("button", { name: "Save this search" }).click();
  await expect(page.getByText("It has a picture that is not in your library.")).toBeVisible();
});

test("why a picture was found is told in words", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const [imageId] = await fillLibrary(page, await makePhotos(count));
  for (const asked of ["q=red+circle", `q=red&like=${imageId}`]) {
    await page.goto(`/search?${asked}`);
    await tilesOf(page, searchResults).first().focus();
    await page.keyboard.press("x");
    await page.getByRole("button", { name: "Why it was found" }).click();
    const dialog = page.getByRole("dialog", { name: "Why this picture was found" });
    await expect(dialog.getByText(/^Number 1 of \d+\.$/)).toBeVisible();
    await expect(dialog.getByText(/cosine similarity 0\.\d+, number 1 of \d+/)).toBeVisible();
  }
});

test("what was searched for is offered again, and forgotten by keyboard alone", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await fillLibrary(page, await makePhotos(3));
  await page.goto("/search");
  for (const line of ["red circle", "blue square"]) {
    const kept = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/search/history") && answer.request().method() === "POST");
    await searchBox(page).fill(line);
    await page.keyboard.press("Enter");
    await kept;
  }
  await page.goto("/");
  await page.keyboard.press("/");
  await expect(suggestions(page).getByRole("option", { name: /^(blue square|red circle)/ })).toHaveCount(2);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Search history" });
  await dialog.getByRole("button", { name: "Forget red circle" }).focus();
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("link", { name: "red circle" })).toHaveCount(0);
  await expect(dialog.getByRole("link", { name: "blue square" })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(dialog.getByRole("link", { name: "red circle" })).toBeVisible();
  await dialog.getByRole("button", { name: "Clear the history" }).click();
  await expect(dialog.getByText("Nothing is remembered.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
});

test("a long history is shown to its end", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await fillLibrary(page, await makePhotos(1));
  const visitor = await visitorOf(page);
  for (let line = 1; line <= 104; line++) await visitor.call(rememberSearch, { query: `line ${line} of many` });
  await page.goto("/");
  await page.keyboard.press("/");
  await expect(suggestions(page).getByRole("option", { name: /^line 104 of many/ })).toBeVisible();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Search history" });
  await expect(dialog.getByRole("link")).toHaveCount(100);
  await dialog.getByRole("button", { name: "Show older searches" }).click();
  await expect(dialog.getByRole("link")).toHaveCount(104);
  await expect(dialog.getByRole("link", { name: "line 1 of many", exact: true })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Show older searches" })).toHaveCount(0);
});
