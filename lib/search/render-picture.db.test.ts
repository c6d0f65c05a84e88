import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPictureContext, type PictureTestContext } from "../images/testing";
import { renderPicture } from "./render-picture";
import { withTemporaryPictures } from "./temporary-pictures";

let ctx: PictureTestContext;
let file: string;

beforeAll(async () => {
  ctx = await openPictureContext();
  file = path.join(ctx.config.dataDir, "turned.tiff");
  // Three to one as it is stored, and to be shown turned by a quarter.
  const stored = sharp({ create: { width: 2_400, height: 800, channels: 3, background: "#a33" } });
  await writeFile(file, await stored.withMetadata({ orientation: 6 }).tiff().toBuffer());
});
afterAll(() => ctx?.close());

const open = async () => ({ bytes: createReadStream(file), close: () => undefined });
const render = (given: { url?: string; sends?: boolean }) =>
  withTemporaryPictures(
    ctx,
    async (pictures) => {
      if (given.sends) await pictures.take("picture", createReadStream(file));
      return renderPicture(ctx, given, pictures);
    },
    open as unknown as Parameters<typeof withTemporaryPictures>[2],
  );

test("a picture of any format becomes a JPEG that browsers show, upright and not larger than a page needs", async () => {
  for (const given of [{ sends: true }, { url: "https://example.org/turned.tiff" }]) {
    const { format, width, height } = await sharp(await render(given)).metadata();
    expect({ format, width, height }).toEqual({ format: "jpeg", width: 533, height: 1_600 });
  }
});

test("exactly one picture is named", async () => {
  await expect(render({})).rejects.toMatchObject({ code: "invalid-input" });
  await expect(render({ url: "https://example.org/turned.tiff", sends: true })).rejects.toMatchObject({ code: "invalid-input" });
});
