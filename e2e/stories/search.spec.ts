import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Locator, Page } from "@playwright/test";
import { dropOn } from "../fixtures/add-on-page";
import { startApp } from "../fixtures/app";
import { fillLibrary, makePhotos } from "../fixtures/fill-library";
import { listSubjects } from "../fixtures/make-folder";
import { signUpOnPage } from "../fixtures/sign-in-on-page";
import { expect, makeMember, searchResults, test, tilesOf } from "../fixtures/story";
import { makeShapePicture } from "../fixtures/tiny-encoder-picture";

const count = 36;

/** What the results show, best first: "red circle" and so on, by the names of the fixture pictures. */
async function readFound(page: Page, most: number): Promise<string[]> {
  const labels = await tilesOf(page, searchResults).evaluateAll((links) => links.map((link) => link.getAttribute("aria-label") ?? ""));
  const subjects = listSubjects(count);
  return labels.slice(0, most).map((label) => {
    const subject = subjects[Number(/^IMG_(\d+)/.exec(label)?.[1])];
    return `${subject?.colour} ${subject?.shape}`;
  });
}

const searchBox = (page: Page) => page.getByRole("combobox", { name: "Search your pictures" });

/** Pastes text, as the keyboard does; what nobody takes for a picture is left to the browser. */
async function pasteInto(box: Locator, text: string): Promise<void> {
  await box.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

test.describe("in a library of coloured shapes", () => {
  test("words find the pictures that show them, while they are typed", async ({ page, member }) => {
    expect(member.username).toBeTruthy();
    await fillLibrary(page, await makePhotos(count));
    await searchBox(page).pressSequentially("red circle", { delay: 20 });
    await expect(page.getByRole("status").filter({ hasText: "for red circle" })).toBeVisible();
    await expect.poll(() => readFound(page, 2)).toEqual(["red circle", "red circle"]);
    await expect(page).toHaveURL(/\/search\?q=red/);

    await searchBox(page).fill("a blue triangle");
    await expect.poll(() => readFound(page, 2)).toEqual(["blue triangle", "blue triangle"]);
    await searchBox(page).fill("IMG_0007");
    await expect(tilesOf(page, searchResults).first()).toHaveAccessibleName(/^IMG_0007\.jpg/);

    await page.goto("/search?q=green+square");
    await expect(searchBox(page)).toHaveValue("green square");
    await expect.poll(() => readFound(page, 2)).toEqual(["green square", "green square"]);
  });

  test("a picture finds its like: chosen, dropped on the search field, or one of the library", async ({ page, member }) => {
    expect(member.username).toBeTruthy();
    const ids = await fillLibrary(page, await makePhotos(count));
    const dir = await mkdtemp(path.join(os.tmpdir(), "magpie-query-"));
    const chosen = path.join(dir, "query-a.jpg");
    const dropped = path.join(dir, "query-b.jpg");
    await writeFile(chosen, await makeShapePicture({ colour: "yellow", shape: "triangle", seed: 300 }));
    await writeFile(dropped, await makeShapePicture({ colour: "purple", shape: "square", seed: 301 }));

    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Search by a picture" }).click();
    await (await chooser).setFiles(chosen);
    await expect(page.getByText("query-a.jpg")).toBeVisible();
    await expect.poll(() => readFound(page, 2)).toEqual(["yellow triangle", "yellow triangle"]);

    await dropOn(page, searchBox(page), [dropped], async () => {
      await expect(page.getByText(/search by (this|it|a) picture/i).last()).toBeVisible();
    });
    await expect(page.getByText("query-b.jpg")).toBeVisible();
    await expect(page.getByText("query-a.jpg")).toBeVisible();
    await page.getByRole("button", { name: "Search without query-a.jpg" }).click();
    await expect.poll(() => readFound(page, 2)).toEqual(["purple square", "purple square"]);
    await expect(page.getByRole("region", { name: "Uploads" })).toHaveCount(0);

    await page.goto(`/images/${ids[0]}`);
    await page.getByRole("button", { name: "More like this" }).click();
    await expect(page).toHaveURL(new RegExp(`/search\\?like=${ids[0]}`));
    await expect.poll(() => readFound(page, 1)).toEqual(["red triangle"]);
    await rm(dir, { recursive: true, force: true });
  });

  test("an address is searched with: pasted, or dragged as a link or a picture; words about it are words", async ({ page, member }) => {
    expect(member.username).toBeTruthy();
    const [imageId = ""] = await fillLibrary(page, await makePhotos(count));
    await page.goto("/search?q=circle");
    const pictures = page.getByRole("list", { name: "Pictures that are searched with" });
    await dropOn(
      page,
      searchBox(page),
      [{ mimeType: "text/uri-list", data: `${new URL(page.url()).origin}/images/${imageId}` }],
      async () => {
        await expect(page.getByText("Search by this picture", { exact: true })).toBeVisible();
      },
    );
    await expect(page).toHaveURL(new RegExp(`like=${imageId}`));
    await expect(page).toHaveURL(/q=circle/);
    await expect(pictures.getByRole("listitem")).toHaveCount(1);

    await page.goto("/search?q=circle");
    await pasteInto(searchBox(page), "see http://127.0.0.1:8080/dog.jpg");
    await expect(pictures).toHaveCount(0);
    await pasteInto(searchBox(page), " http://127.0.0.1:8080/dog.jpg\n");
    await expect(pictures.getByText("http://127.0.0.1:8080/dog.jpg")).toBeVisible();
    await expect(page.getByText("This address does not lead to a host of the public internet.")).toBeVisible();
    await page.getByRole("button", { name: "Search without http://127.0.0.1:8080/dog.jpg" }).click();
    await expect.poll(() => readFound(page, 1)).toEqual([expect.stringContaining("circle")]);
  });

  test("an empty library says so instead of finding nothing", async ({ page, member }) => {
    expect(member.username).toBeTruthy();
    await page.goto("/search?q=red+circle");
    await expect(page.getByRole("heading", { name: "There are no pictures yet" })).toBeVisible();
  });
});

const oddQueries: Record<string, string> = {
  "only spaces": "   ",
  Chinese: "红色的圆",
  "quotes and percent signs": `50% "red" 'circle' %_\\ \`;--`,
  "a question for the database": "'); drop table images; --",
  "brackets and operators": "red & | ! <-> (circle:*",
  "right-to-left marks": "\u202ered\u202c \u200fcircle",
  "one emoji": "🔴",
};

test("odd queries get an answer or a clear message", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await fillLibrary(page, await makePhotos(3));
  for (const [what, query] of Object.entries(oddQueries)) {
    await test.step(what, async () => {
      const answer = await page.request.get("/api/v1/search", { params: { q: query } });
      expect([200, 400]).toContain(answer.status());
      if (answer.status() === 400) expect(((await answer.json()) as { detail: string }).detail).toMatch(/[a-z]{4}/);
      await page.goto(`/search?q=${encodeURIComponent(query)}`);
      await expect(
        page
          .getByRole("status")
          .filter({ hasText: /\d pictures? for/ })
          .or(page.getByRole("heading", { name: "Search your pictures" }))
          .first(),
      ).toBeVisible();
    });
  }
  await test.step("10 kB", async () => {
    const answer = await page.request.get("/api/v1/search", { params: { q: "red ".repeat(2_500) } });
    expect(answer.status()).toBe(400);
    await page.goto(`/search?q=${"red+".repeat(2_500)}`);
    await expect(page.getByRole("heading", { name: "This cannot be searched for" })).toBeVisible();
    await expect(page.getByText("This search is too long.")).toBeVisible();
  });
});

type Captioned = { path: string; captions: string[] };

test("photographs are found by what they show, and what none shows is said not to be there (needs MODEL_MIRROR and MAGPIE_DATA)", async ({
  page,
}) => {
  const data = process.env.MAGPIE_DATA ?? "";
  const list = path.join(data, "coco.jsonl");
  const model = path.join(process.env.MODEL_MIRROR ?? "", "starter-clip");
  test.skip(!process.env.MODEL_MIRROR || !existsSync(model), "needs MODEL_MIRROR");
  test.skip(!process.env.MAGPIE_DATA || !existsSync(list), "needs MAGPIE_DATA");
  test.setTimeout(420_000);
  const pictures = readFileSync(list, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Captioned);
  const shows = ({ captions }: Captioned) => captions.filter((caption) => /\bdogs?\b/i.test(caption)).length >= 3;
  const dogs = pictures.filter(shows).slice(0, 6);
  const others = pictures.filter(({ captions }) => !captions.some((caption) => /dog|puppy/i.test(caption))).slice(0, 24);
  const app = await startApp({ env: { SEARCH_MODEL: model, REGISTRATION: "open", LOG_LEVEL: "warn" } });
  try {
    await signUpOnPage(page, app.url, makeMember());
    const files = [...dogs, ...others].map((picture) => ({
      name: path.basename(picture.path),
      type: "image/jpeg",
      bytes: readFileSync(path.join(data, picture.path)),
    }));
    await fillLibrary(page, files, { detectDuplicates: false });
    const countEmbedded = async () => {
      const answer = await page.request.get(`${app.url}/api/v1/search`, { params: { q: "dog" } });
      return ((await answer.json()) as { coverage: { embedded: number } }).coverage.embedded;
    };
    await expect.poll(countEmbedded, { timeout: 120_000 }).toBe(files.length);
    await searchBox(page).fill("a dog running on grass");
    await expect(page.getByRole("status").filter({ hasText: "for a dog running on grass" })).toBeVisible();
    const countDogs = async () => {
      const labels = await tilesOf(page, searchResults).evaluateAll((links) => links.map((link) => link.getAttribute("aria-label") ?? ""));
      return labels.slice(0, 3).filter((label) => dogs.some((dog) => label.startsWith(path.basename(dog.path)))).length;
    };
    await expect.poll(countDogs).toBeGreaterThanOrEqual(2);

    // Once the worker has learned what fits in this library, what is not there is said not to be there.
    const strange = "a violin player on the stage of a concert hall with a large orchestra";
    const main = page.locator("#main");
    await expect(async () => {
      await page.goto(`${app.url}/search?q=${encodeURIComponent(strange)}`);
      await expect(main.getByRole("heading", { name: `Nothing fits “${strange}”` })).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 200_000, intervals: [5_000] });
    await expect(main.getByText("These are the nearest that there are.")).toBeVisible();
    await expect(tilesOf(page, "The nearest pictures").first()).toBeVisible();
    for (const there of ["dog", "a dog running on grass"]) {
      await searchBox(page).fill(there);
      await expect(page.getByRole("status").filter({ hasText: `for ${there}` })).toBeVisible();
      // How many are left depends on how many pictures there were when it was learned.
      await expect.poll(countDogs).toBeGreaterThanOrEqual(1);
      await expect(main.getByText("Nothing fits")).toHaveCount(0);
    }
  } finally {
    await app.stop();
  }
});
