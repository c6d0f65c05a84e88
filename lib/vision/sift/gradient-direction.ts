/** Directions by their tangent, 0 to 1, in eighths of a turn: a table is several times faster than atan2. */
const tangentSteps = 4_096;
const eighths = Float64Array.from({ length: tangentSteps + 2 }, (_, at) => (Math.atan(at / tangentSteps) * 4) / Math.PI);

/** The direction of (dx, dy) in eighths of a turn from the x axis towards the y axis, 0..8; off by at most 0.0002; 0 for no length. */
export function gradientDirection(dx: number, dy: number): number {
  const wide = Math.abs(dx);
  const high = Math.abs(dy);
  if (wide === 0 && high === 0) return 0;
  const steep = high > wide;
  const share = eighths[((steep ? wide / high : high / wide) * tangentSteps + 0.5) | 0] as number;
  const inQuarter = steep ? 2 - share : share;
  const inHalf = dx < 0 ? 4 - inQuarter : inQuarter;
  return dy < 0 ? 8 - inHalf : inHalf;
}
