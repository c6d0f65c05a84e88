type Position = { latitude: number; longitude: number; altitudeM: number | null };

const number = "([+-]?\\d{1,3}(?:\\.\\d+)?)\\s*°?";
const pattern = new RegExp(`^${number}\\s*([NS])?[\\s,;]+${number}\\s*([EW])?(?:[\\s,;]+(-?\\d{1,6}(?:\\.\\d+)?)\\s*m)?$`, "i");

/** "48.85837, 2.29448", "48.85837° N, 2.29448° W, 35 m" as a position; undefined when it is none on this earth. */
export function parsePosition(text: string): Position | undefined {
  const [, north, south, east, west, altitude] = pattern.exec(text.trim()) ?? [];
  if (north === undefined || east === undefined) return undefined;
  const latitude = Number(north) * (south?.toUpperCase() === "S" ? -1 : 1);
  const longitude = Number(east) * (west?.toUpperCase() === "W" ? -1 : 1);
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  return { latitude, longitude, altitudeM: altitude === undefined ? null : Number(altitude) };
}
