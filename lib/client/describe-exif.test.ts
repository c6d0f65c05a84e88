import { describe, expect, it } from "vitest";
import { describeCamera, describeExposure, describePosition, mapUrl } from "./describe-exif";

describe("describeExposure", () => {
  it("writes what is known as photographers do", () => {
    expect(describeExposure({ exposureTimeS: 0.004, fNumber: 2.8, iso: 400, focalLengthMm: 35 })).toBe("1/250 s · f/2.8 · ISO 400 · 35 mm");
    expect(describeExposure({ exposureTimeS: 2.5 })).toBe("2.5 s");
  });

  it("leaves out what is missing or impossible", () => {
    expect(describeExposure({})).toBeUndefined();
    expect(describeExposure({ iso: Number.NaN, fNumber: -1, exposureTimeS: "fast" })).toBeUndefined();
  });
});

describe("describePosition", () => {
  it("names the halves of the globe", () => {
    expect(describePosition({ latitude: -33.85678, longitude: 151.215, altitudeM: null })).toBe("33.85678° S, 151.21500° E");
    expect(describePosition({ latitude: 48.85837, longitude: -2.29448, altitudeM: 35.4 })).toBe("48.85837° N, 2.29448° W, 35 m");
  });

  it("links to the place", () => {
    expect(mapUrl({ latitude: 1, longitude: 2, altitudeM: null })).toBe(
      "https://www.openstreetmap.org/?mlat=1.00000&mlon=2.00000#map=15/1.00000/2.00000",
    );
  });
});

describe("describeCamera", () => {
  it("does not say the make twice", () => {
    expect(describeCamera("PENTAX Corporation", "PENTAX K10D")).toBe("PENTAX K10D");
    expect(describeCamera("Canon", "Canon EOS 5D")).toBe("Canon EOS 5D");
    expect(describeCamera("SONY", "ILCE-7M3")).toBe("SONY ILCE-7M3");
    expect(describeCamera(null, "X100")).toBe("X100");
    expect(describeCamera(null, null)).toBe("");
  });
});
