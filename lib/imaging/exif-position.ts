import { readNumber, readText, readTriple, type TagGroup } from "./exif-values";

function readDegrees(exif: TagGroup, name: string, refs: { positive: string; negative: string }, max: number): number | undefined {
  const triple = readTriple(exif, name);
  const ref = readText(exif, `${name}Ref`)?.toUpperCase()[0];
  if (!triple || (ref !== refs.positive && ref !== refs.negative)) return undefined;
  const [degrees, minutes, seconds] = triple;
  if (degrees < 0 || minutes < 0 || minutes >= 60.001 || seconds < 0 || seconds >= 60.001) return undefined;
  const value = degrees + minutes / 60 + seconds / 3_600;
  if (value > max) return undefined;
  return Number((ref === refs.negative ? -value : value).toFixed(7));
}

/** Metres; beyond the deepest sea and the highest orbit of a camera it is a fault. */
function readAltitude(exif: TagGroup): number | undefined {
  const metres = readNumber(exif, "GPSAltitude");
  if (metres === undefined) return undefined;
  const signed = readNumber(exif, "GPSAltitudeRef") === 1 ? -Math.abs(metres) : metres;
  return signed >= -12_000 && signed <= 1_000_000 ? Number(signed.toFixed(2)) : undefined;
}

/**
 * Where a picture was taken, in degrees (north and east positive) and metres. Both or no degrees: half a
 * position, one out of range, one of 0/0 or exactly 0, 0 (what receivers write without a fix) is
 * none.
 */
export function readPosition(exif: TagGroup): { latitude?: number; longitude?: number; altitudeM?: number } {
  const latitude = readDegrees(exif, "GPSLatitude", { positive: "N", negative: "S" }, 90);
  const longitude = readDegrees(exif, "GPSLongitude", { positive: "E", negative: "W" }, 180);
  if (latitude === undefined || longitude === undefined || (latitude === 0 && longitude === 0)) return {};
  return { latitude, longitude, altitudeM: readAltitude(exif) };
}
