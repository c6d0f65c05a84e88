import { readFileSync } from "node:fs";
import path from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { limits } from "../limits";
import { type ExifSummary, readExif } from "./exif";

const now = Date.UTC(2025, 0, 1);

type Blocks = { IFD0?: Record<string, string>; IFD2?: Record<string, string>; IFD3?: Record<string, string>; xmp?: string };

async function summaryOf({ xmp, ...exif }: Blocks): Promise<ExifSummary> {
  const image = sharp({ create: { width: 8, height: 8, channels: 3, background: "#336699" } });
  const tagged = xmp ? image.withXmp(xmp) : image;
  const bytes = await tagged.withExif(exif).jpeg().toBuffer();
  return readExif({ contentType: "image/jpeg", bytes }, now);
}

const xmpOf = (inner: string) =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">${inner}</rdf:Description></rdf:RDF></x:xmpmeta>`;

test("camera, lens and exposure are read", async () => {
  const summary = await summaryOf({
    IFD0: { Make: "Canon", Model: "EOS R5", Software: "1.0", ImageDescription: "A heron" },
    IFD2: {
      LensModel: "RF100-500mm",
      ExposureTime: "1/250",
      FNumber: "71/10",
      ISOSpeedRatings: "1000",
      FocalLength: "500/1",
      BodySerialNumber: "0123",
    },
  });
  expect(summary).toMatchObject({
    cameraMake: "Canon",
    cameraModel: "EOS R5",
    lens: "RF100-500mm",
    exposureTimeS: 0.004,
    fNumber: 7.1,
    iso: 1000,
  });
  expect(summary).toMatchObject({ focalLengthMm: 500, cameraSerial: "0123", software: "1.0", description: "A heron" });
});

test("names of the place are read, the smallest first, each once and bounded", async () => {
  const core = 'xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"';
  const long = "x".repeat(5_000);
  const summary = await summaryOf({
    xmp: xmpOf(
      `<photoshop:Country>United States</photoshop:Country><photoshop:City>${long}</photoshop:City><photoshop:State>United States</photoshop:State><Iptc4xmpCore:Location ${core}>Thompson Springs</Iptc4xmpCore:Location>`,
    ),
  });
  expect(summary.places).toEqual(["Thompson Springs", "x".repeat(limits.text.tagLengthMax), "United States"]);
  expect(await summaryOf({ IFD0: { Make: "Canon" } })).not.toHaveProperty("places");
});

test("local time, offset and fraction give the moment in UTC", async () => {
  const { taken } = await summaryOf({
    IFD2: { DateTimeOriginal: "2024:02:29 23:30:00", OffsetTimeOriginal: "-05:30", SubSecTimeOriginal: "25" },
  });
  expect(taken).toEqual({ local: "2024-02-29T23:30:00", offsetMin: -330, utc: "2024-03-01T05:00:00.250Z" });
});

test("without an offset the satellites' time gives one, when both agree", async () => {
  const gps = { GPSDateStamp: "2024:07:01", GPSTimeStamp: "10/1 58/1 30/1" };
  const { taken } = await summaryOf({ IFD2: { DateTimeOriginal: "2024:07:01 13:00:00" }, IFD3: gps });
  expect(taken).toEqual({ local: "2024-07-01T13:00:00", offsetMin: 120, utc: "2024-07-01T11:00:00.000Z" });
  const apart = await summaryOf({ IFD2: { DateTimeOriginal: "2024:07:05 13:00:00" }, IFD3: gps });
  expect(apart.taken).toEqual({ local: "2024-07-05T13:00:00" });
});

test("times that cannot be are passed over for the next best", async () => {
  for (const impossible of [
    "0000:00:00 00:00:00",
    "2023:02:29 10:00:00",
    "2024:13:01 10:00:00",
    "2024:01:01 25:00:00",
    "2999:01:01 00:00:00",
    "1700:01:01 00:00:00",
    "    :  :     :  :  ",
    "yesterday",
  ]) {
    const { taken } = await summaryOf({ IFD2: { DateTimeOriginal: impossible, DateTimeDigitized: "2020:05:06 07:08:09" } });
    expect(taken, impossible).toEqual({ local: "2020-05-06T07:08:09" });
  }
  expect((await summaryOf({ IFD2: { DateTimeOriginal: "2023:02:29 10:00:00" } })).taken).toBeUndefined();
  const offset = await summaryOf({ IFD2: { DateTimeOriginal: "2020:05:06 07:08:09", OffsetTimeOriginal: "+99:00" } });
  expect(offset.taken).toEqual({ local: "2020-05-06T07:08:09" });
});

test("positions are signed; impossible ones are dropped", async () => {
  const south = await summaryOf({
    IFD3: {
      GPSLatitudeRef: "S",
      GPSLatitude: "33/1 51/1 3000/100",
      GPSLongitudeRef: "W",
      GPSLongitude: "70/1 30/1 0/1",
      GPSAltitudeRef: "1",
      GPSAltitude: "120/10",
    },
  });
  expect(south.latitude).toBeCloseTo(-33.858333, 5);
  expect(south.longitude).toBe(-70.5);
  const faults: [string, string, string, string][] = [
    ["N", "91/1 0/1 0/1", "E", "10/1 0/1 0/1"],
    ["N", "10/1 0/1 0/1", "E", "181/1 0/1 0/1"],
    ["N", "10/1 75/1 0/1", "E", "10/1 0/1 0/1"],
    ["N", "0/0 0/0 0/0", "E", "0/0 0/0 0/0"],
    ["N", "0/1 0/1 0/1", "E", "0/1 0/1 0/1"],
    ["X", "10/1 0/1 0/1", "E", "10/1 0/1 0/1"],
  ];
  for (const [GPSLatitudeRef, GPSLatitude, GPSLongitudeRef, GPSLongitude] of faults) {
    const summary = await summaryOf({ IFD3: { GPSLatitudeRef, GPSLatitude, GPSLongitudeRef, GPSLongitude } });
    expect(summary, GPSLatitude).not.toHaveProperty("latitude");
    expect(summary, GPSLongitude).not.toHaveProperty("longitude");
  }
});

test("rating, keywords and description come from XMP", async () => {
  const summary = await summaryOf({
    xmp: xmpOf(
      '<xmp:Rating>4</xmp:Rating><dc:description><rdf:Alt><rdf:li xml:lang="x-default">Dunes</rdf:li></rdf:Alt></dc:description><dc:subject><rdf:Bag><rdf:li>sand</rdf:li><rdf:li>wind</rdf:li><rdf:li>sand</rdf:li></rdf:Bag></dc:subject><photoshop:DateCreated>2019-08-07T06:05:04+02:00</photoshop:DateCreated>',
    ),
  });
  expect(summary).toMatchObject({ rating: 4, description: "Dunes", keywords: ["sand", "wind"] });
  expect(summary.taken).toEqual({ local: "2019-08-07T06:05:04", offsetMin: 120, utc: "2019-08-07T04:05:04.000Z" });
});

test("broken metadata never fail a picture", () => {
  const garbage = new Uint8Array(2_000).map((_, at) => (at * 31) % 256);
  expect(readExif({ contentType: "image/jpeg", bytes: garbage, exifBlock: garbage, xmpBlock: garbage }, now)).toEqual({});
  const bomb = Buffer.from(
    `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>${xmpOf("<xmp:Rating>&b;</xmp:Rating>")}`,
  );
  expect(readExif({ contentType: "image/png", bytes: garbage, xmpBlock: bomb }, now)).not.toHaveProperty("rating");
});

const samples: [string, ExifSummary][] = [
  [
    "exif-samples/jpg/Canon_40D.jpg",
    { cameraModel: "Canon EOS 40D", exposureTimeS: 0.00625, focalLengthMm: 135, taken: { local: "2008-05-30T15:56:01" } },
  ],
  ["exif-samples/jpg/gps/DSCN0010.jpg", { latitude: 43.4674483, longitude: 11.8851267, taken: { local: "2008-10-22T16:28:39" } }],
  [
    "exif-samples/jpg/xmp/no_exif.jpg",
    { keywords: ["tag"], taken: { local: "2013-09-23T10:09:46", offsetMin: 120, utc: "2013-09-23T08:09:46.000Z" } },
  ],
  ["immich-assets/metadata/gps-position/thompson-springs.jpg", { latitude: 39.115, longitude: -108.4009683, cameraSerial: "062021002724" }],
  ["immich-assets/metadata/rating/mongolels.jpg", { rating: 3, description: "Mongol Els" }],
  ["immich-assets/metadata/tags/picasa.jpg", { keywords: ["Frost", "Yard"] }],
];

test.skipIf(!process.env.MAGPIE_DATA).each(samples)("%s is read as its camera wrote it (MAGPIE_DATA)", (file, expected) => {
  const bytes = readFileSync(path.join(process.env.MAGPIE_DATA ?? "", file));
  const summary = readExif({ contentType: "image/jpeg", bytes }, now);
  expect(summary).toMatchObject(expected);
  expect(
    readExif(
      {
        contentType: "image/jpeg",
        bytes: readFileSync(path.join(process.env.MAGPIE_DATA ?? "", "immich-assets/metadata/gps-position/empty_gps.jpg")),
      },
      now,
    ),
  ).not.toHaveProperty("latitude");
});
