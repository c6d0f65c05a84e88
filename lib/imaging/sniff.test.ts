import sharp from "sharp";
import { expect, test } from "vitest";
import { describeRefusal, sniffContentType } from "./sniff";

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const ftyp = (major: string, ...compatible: string[]) => {
  const body = Buffer.from(`ftyp${major}\0\0\0\0${compatible.join("")}`, "latin1");
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length + 4);
  return new Uint8Array(Buffer.concat([size, body]));
};

test("formats sharp writes are told by their first bytes", async () => {
  const image = sharp({ create: { width: 8, height: 8, channels: 3, background: "#336699" } });
  for (const format of ["jpeg", "png", "webp", "avif", "gif", "tiff"] as const) {
    expect(sniffContentType(await image.clone().toFormat(format).toBuffer())).toBe(`image/${format}`);
  }
  expect(sniffContentType(await image.clone().tiff({ bigtiff: true }).toBuffer())).toBe("image/tiff");
});

test("AVIF and HEIC are told apart by their brands, also behind the container's own brand", () => {
  expect(sniffContentType(ftyp("avif", "mif1", "miaf"))).toBe("image/avif");
  expect(sniffContentType(ftyp("avis", "msf1"))).toBe("image/avif");
  expect(sniffContentType(ftyp("heic", "mif1"))).toBe("image/heic");
  expect(sniffContentType(ftyp("mif1", "heic"))).toBe("image/heic");
  expect(sniffContentType(ftyp("mif1", "avif"))).toBe("image/avif");
  expect(sniffContentType(ftyp("isom", "mp42"))).toBeUndefined();
});

test("what is no picture is named in the refusal", () => {
  const cases: [string, RegExp][] = [
    ["", /empty/],
    ['<?xml version="1.0"?><!-- hi --><svg xmlns="http://www.w3.org/2000/svg"/>', /SVG/],
    ["\u00ef\u00bb\u00bf  <svg>", /SVG/],
    ["%PDF-1.7", /PDF/],
    ["%!PS-Adobe-3.0 EPSF-3.0", /PostScript/],
    ["push graphic-context\nviewbox 0 0 640 480", /ImageMagick/],
    ["\0\0\0\x18ftypmp42", /video/],
    ["PK\x03\x04", /archive/],
    ["hello", /not a picture of a known format/],
    ["BM is how this text begins, and nothing more", /not a picture/],
  ];
  for (const [text, reason] of cases) {
    expect(sniffContentType(latin1(text)), text).toBeUndefined();
    expect(describeRefusal(latin1(text))).toMatch(reason);
  }
});

test("a refusal is found at once, however the text is made up", () => {
  const start = performance.now();
  for (const part of ["<!---->", "<!-- ", "<?xml>", "<!doctype>", " \n", "<a:", "<", "-->"])
    expect(describeRefusal(latin1(part.repeat(4_096 / part.length)))).toMatch(/^This is /);
  expect(describeRefusal(latin1(`${"<!---->".repeat(100)}<x:svg>`))).toMatch(/SVG/);
  expect(performance.now() - start).toBeLessThan(30_000);
});
