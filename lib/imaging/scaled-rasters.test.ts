import { expect, test } from "vitest";
import type { Raster } from "./raster";
import { ScaledRasters } from "./scaled-rasters";

const white = (width: number, height: number, channels: 3 | 4): Raster => ({
  ...{ width, height, channels },
  data: Buffer.alloc(width * height * channels, channels === 4 ? 0 : 255),
});

test("a raster is scaled into each box once, its sides in proportion", async () => {
  const scaled = new ScaledRasters(white(80, 40, 3));
  const [first, again, other] = await Promise.all([20, 20, 10].map((px) => scaled.into({ widthPx: px, heightPx: px })));
  expect(first).toMatchObject({ width: 20, height: 10, channels: 3 });
  expect(again).toBe(first);
  expect(other).toMatchObject({ width: 10, height: 5 });
});

test("a raster within the box stays as it is, but what is transparent lies over white", async () => {
  const opaque = white(8, 4, 3);
  expect(await new ScaledRasters(opaque).into({ widthPx: 8, heightPx: 9 })).toBe(opaque);
  const { channels, data } = await new ScaledRasters(white(8, 4, 4)).into({ widthPx: 8, heightPx: 9 });
  expect(channels).toBe(3);
  expect(data.every((value) => value === 255)).toBe(true);
});
