import type { Page } from "@playwright/test";
import { fillLibrary, listLibrary, makePhotos } from "../fixtures/fill-library";
import { camera, makePhoto } from "../fixtures/make-folder";
import { expect, test, tilesOf, timeline } from "../fixtures/story";

const viewer = (page: Page, name: string) => page.getByRole("dialog", { name });
const shown = (page: Page, name: string) => viewer(page, name).getByRole("img", { name }).first();

/** How many times its fitted size a picture is drawn. */
async function readWidth(page: Page, name: string): Promise<number> {
  return (await shown(page, name).boundingBox())?.width ?? 0;
}

test("a picture is opened, turned, zoomed, marked and left by keyboard alone, and the focus comes back", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  await fillLibrary(page, await makePhotos(5));
  await page.goto("/");
  await tilesOf(page, timeline).first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("link", { name: /^IMG_0001\.jpg/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(shown(page, "IMG_0001.jpg")).toBeVisible();
  await expect(page).toHaveURL(/\/images\//);

  await page.keyboard.press("ArrowRight");
  await expect(shown(page, "IMG_0002.jpg")).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(shown(page, "IMG_0000.jpg")).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await expect(shown(page, "IMG_0000.jpg")).toBeVisible();

  const fitted = await readWidth(page, "IMG_0000.jpg");
  await page.keyboard.press("+");
  await expect.poll(() => readWidth(page, "IMG_0000.jpg")).toBeGreaterThan(fitted * 1.4);
  await page.keyboard.press("-");
  await page.keyboard.press("+");
  await page.keyboard.press("0");
  await expect.poll(() => readWidth(page, "IMG_0000.jpg")).toBeCloseTo(fitted, 0);

  await page.keyboard.press("f");
  await expect(page.getByRole("button", { name: "Take out of favourites" })).toBeAttached();
  await expect
    .poll(async () => (await listLibrary(page)).filter((image) => image.favourite).map((image) => image.originalName))
    .toEqual(["IMG_0000.jpg"]);

  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("link", { name: /^IMG_0000\.jpg.*favourite$/ })).toBeFocused();
  await expect(page).toHaveURL(/\/$/);
});

test("the information panel shows what is known, and keeps what is written", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const [subject] = [{ colour: "red", shape: "circle", seed: 700 } as const];
  const bytes = await makePhoto(subject, "2022-03-04T15:06:07", {
    IFD0: { Make: camera.make, Model: camera.model },
    IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 12/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "16/1 21/1 0/1" },
  });
  const [id] = await fillLibrary(page, [{ name: "panel.jpg", type: "image/jpeg", bytes }]);
  await page.goto(`/images/${id}`);
  await expect(shown(page, "panel.jpg")).toBeVisible();
  await page.keyboard.press("i");
  const panel = page.getByRole("complementary", { name: "Information" });
  await expect(panel).toContainText("March 4, 2022");
  await expect(panel).toContainText(`${camera.make} ${camera.model}`);
  await expect(panel.getByRole("link", { name: /48\.2.*16\.35.*OpenStreetMap/ })).toBeVisible();
  await expect(panel).toContainText("320 × 240");

  await panel.getByLabel("Title").fill("The lantern at noon");
  await page.keyboard.press("Enter");
  await panel.getByLabel("Description").fill("Seen from the gate.");
  await panel.getByLabel("Title").focus();
  await expect
    .poll(async () => (await page.request.get(`/api/v1/images/${id}`)).json())
    .toMatchObject({ title: "The lantern at noon", description: "Seen from the gate." });

  await page.reload();
  await expect(shown(page, "panel.jpg")).toBeVisible();
  await page.keyboard.press("i");
  await expect(panel.getByLabel("Title")).toHaveValue("The lantern at noon");
  await page.keyboard.press("i");
  await expect(panel).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/$/);
  await expect(tilesOf(page, timeline)).toHaveCount(1);
});

test("the original can be downloaded byte by byte as it was added", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const [photo] = await makePhotos(1);
  const [id] = await fillLibrary(page, photo ? [photo] : []);
  await page.goto(`/images/${id}`);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download the original" }).click();
  expect((await download).suggestedFilename()).toBe("IMG_0000.jpg");
  const answer = await page.request.get(`/api/v1/images/${id}/original`);
  expect(Buffer.compare(await answer.body(), Buffer.from(photo?.bytes ?? []))).toBe(0);
});

test("date and position are set beside the picture, and taken back", async ({ page, member }) => {
  expect(member.username).toBeTruthy();
  const [id] = await fillLibrary(page, await makePhotos(1));
  await page.goto(`/images/${id}`);
  await page.getByRole("button", { name: "Information" }).click();
  const panel = page.getByRole("complementary", { name: "Information" });
  await panel.getByTitle("Change the position").click();
  await page.keyboard.type("nowhere");
  await page.keyboard.press("Enter");
  await expect(panel.getByLabel("Latitude and longitude")).toHaveAttribute("aria-invalid", "true");
  await panel.getByLabel("Latitude and longitude").fill("-33.9, 18.4");
  await page.keyboard.press("Enter");
  await expect(panel).toContainText("33.90000° S, 18.40000° E");
  await panel.getByTitle("Change date and time").click();
  await panel.getByLabel("Date and time").fill("2019-12-31T23:59:00");
  await page.keyboard.press("Enter");
  await expect(panel).toContainText("December 31, 2019");
  await expect(panel).toContainText("Set by hand");
  await page.getByRole("listitem").filter({ hasText: "Date changed" }).getByRole("button", { name: "Undo" }).click();
  await expect(panel).toContainText("From the camera");
  await panel.getByTitle("Change the position").click();
  await panel.getByLabel("Latitude and longitude").fill("");
  await page.keyboard.press("Enter");
  await expect(panel).toContainText("Add a position");
});
