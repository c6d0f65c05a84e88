import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../auth/access";
import { getImage } from "../images/get-image";
import { updateImage } from "../images/update-images";
import { ingestImage } from "./ingest-image";
import { openTestLibrary, type TestLibrary } from "./testing";

let library: TestLibrary;
let actor: Actor;

beforeAll(async () => {
  library = await openTestLibrary();
  actor = await library.createActor();
});
afterAll(() => library.close());

const byPerson = { tags: ["ours"], takenAt: "2001-02-03T04:05:06", position: { latitude: 10, longitude: 20, altitudeM: null } };
const photo = () =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: "#445566" } })
    .jpeg()
    .withExif({
      IFD0: { Make: "Canon", ImageDescription: "Of the file" },
      IFD2: { DateTimeOriginal: "2021:06:05 10:00:00" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "48/1 51/1 30/1", GPSLongitudeRef: "E", GPSLongitude: "2/1 17/1 40/1" },
    })
    .toBuffer();

test("what a person sets while their picture is being processed stays, and the rest comes from the file", async () => {
  const { ctx } = library;
  const result = await library.receive(actor, await photo());
  if (result.outcome !== "created") throw new Error("it was not taken");
  const { imageId } = result;
  const decoder = {
    ...ctx.decoder,
    async decode(request: Parameters<typeof ctx.decoder.decode>[0]) {
      const decoded = await ctx.decoder.decode(request);
      await updateImage({ ...ctx, actor }, { imageId, ...byPerson });
      return decoded;
    },
  };
  expect((await ingestImage({ ...ctx, decoder }, { imageId, isLastAttempt: true })).outcome).toBe("processed");
  const view = await getImage({ ...ctx, actor }, { imageId });
  expect(view).toMatchObject({ ...byPerson, takenSource: "person", description: "Of the file", camera: { make: "Canon" }, width: 60 });
});

test("what a person sets stays when the file is read again, also a position taken away", async () => {
  const { ctx } = library;
  const imageId = await library.add(actor, await photo(), { detectDuplicates: false });
  const get = () => getImage({ ...ctx, actor }, { imageId });
  const again = async () => {
    await ctx.db.execute(`update images set step_versions = '{}' where id = '${imageId}'`);
    await ingestImage(ctx, { imageId, isLastAttempt: true });
    return get();
  };
  const ofFile = await get();
  expect(ofFile.position?.latitude).toBeCloseTo(48.858, 2);
  expect(await again()).toEqual(ofFile);
  await updateImage({ ...ctx, actor }, { imageId, ...byPerson, description: null });
  expect(await again()).toMatchObject({ ...byPerson, description: null });
  await updateImage({ ...ctx, actor }, { imageId, position: null, takenAt: null, tags: [] });
  expect(await again()).toMatchObject({ position: null, takenAt: ofFile.takenAt, takenSource: "exif", tags: [] });
});
