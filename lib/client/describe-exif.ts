/** Make and model in one, without saying the make twice: "PENTAX K10D". */
export function describeCamera(make: string | null, model: string | null): string {
  const firstWord = make?.split(" ")[0]?.toLowerCase();
  if (model && firstWord && model.toLowerCase().startsWith(firstWord)) return model;
  return [make, model].filter(Boolean).join(" ");
}

/** "1/250 s · f/2.8 · ISO 400 · 35 mm" of whatever is known; undefined when nothing is. */
export function describeExposure(exif: Record<string, unknown>): string | undefined {
  const parts = [
    number(exif.exposureTimeS, (seconds) => (seconds >= 0.4 ? `${round(seconds)} s` : `1/${Math.round(1 / seconds)} s`)),
    number(exif.fNumber, (value) => `f/${round(value)}`),
    number(exif.iso, (value) => `ISO ${Math.round(value)}`),
    number(exif.focalLengthMm, (value) => `${round(value)} mm`),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(" · ") : undefined;
}

type Position = { latitude: number; longitude: number; altitudeM: number | null };

/** "48.85837° N, 2.29448° E, 35 m" */
export function describePosition({ latitude, longitude, altitudeM }: Position): string {
  const north = `${Math.abs(latitude).toFixed(5)}° ${latitude < 0 ? "S" : "N"}`;
  const east = `${Math.abs(longitude).toFixed(5)}° ${longitude < 0 ? "W" : "E"}`;
  return [north, east, altitudeM === null ? null : `${Math.round(altitudeM)} m`].filter(Boolean).join(", ");
}

/** A position on OpenStreetMap: a link for a person to follow; nothing is fetched from there. */
export function mapUrl({ latitude, longitude }: Position): string {
  const point = `${latitude.toFixed(5)}`;
  return `https://www.openstreetmap.org/?mlat=${point}&mlon=${longitude.toFixed(5)}#map=15/${point}/${longitude.toFixed(5)}`;
}

function number(value: unknown, write: (value: number) => string): string | undefined {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? write(value) : undefined;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
