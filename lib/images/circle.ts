import { limits } from "../limits";

/** A circle on the Earth. */
export type Circle = { latitude: number; longitude: number; radiusKm: number };

const kmPer: Record<string, number> = { km: 1, m: 0.001, mi: 1.609_344 };
const pattern = /^([-+]?\d{1,3}(?:\.\d+)?)\s*,\s*([-+]?\d{1,3}(?:\.\d+)?)(?:\s*,\s*(\d+(?:\.\d+)?)\s*(km|m|mi)?)?$/i;

/** "48.85,2.35" or "48.85,2.35,5km" as a circle; kilometres unless it says m or mi. Undefined for anything else. */
export function parseCircle(text: string): Circle | undefined {
  const [, north, east, radius, unit = "km"] = pattern.exec(text.trim()) ?? [];
  const [latitude, longitude] = [Number(north), Number(east)];
  const radiusKm = radius === undefined ? limits.search.nearKm : Number(radius) * (kmPer[unit.toLowerCase()] ?? 1);
  const isOnEarth = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && radiusKm > 0;
  return isOnEarth ? { latitude, longitude, radiusKm: Math.min(radiusKm, limits.search.nearKmMax) } : undefined;
}
