import { openOpaque, type Raster } from "./raster";

/** A raster scaled down, never up, into boxes, transparency over white; into each box once, whoever asks. */
export class ScaledRasters {
  private readonly byBox = new Map<string, Promise<Raster>>();

  constructor(private readonly raster: Raster) {}

  into({ widthPx, heightPx }: { widthPx: number; heightPx: number }): Promise<Raster> {
    const box = `${widthPx}x${heightPx}`;
    const scaled = this.byBox.get(box) ?? this.scale(widthPx, heightPx);
    this.byBox.set(box, scaled);
    return scaled;
  }

  private async scale(widthPx: number, heightPx: number): Promise<Raster> {
    const { raster } = this;
    if (raster.channels === 3 && raster.width <= widthPx && raster.height <= heightPx) return raster;
    const { data, info } = await openOpaque(raster)
      .resize({ width: widthPx, height: heightPx, fit: "inside", withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: 3, data };
  }
}
