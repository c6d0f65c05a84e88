import type { KeyPoint } from "./find-key-points";
import { gradientDirection } from "./gradient-direction";

export const cellsPerSide = 4;
export const directionsPerCell = 8;
export const descriptorLength = cellsPerSide * cellsPerSide * directionsPerCell;
/** Side of a cell, in sigmas of the key point. */
const cellSigmas = 3;

/** Cells and directions with one more on each side, so that shares that fall outside need no question. */
const paddedCells = cellsPerSide + 2;
const paddedDirections = directionsPerCell + 1;
const sums = new Float64Array(paddedCells * paddedCells * paddedDirections);

/** The first whole x where `at0 + x * slope` may lie within the padded cells; pixels outside are left out one by one too. */
function firstWithin(at0: number, slope: number): number {
  if (slope === 0) return Number.NEGATIVE_INFINITY;
  return Math.floor((slope > 0 ? -at0 : cellsPerSide + 1 - at0) / slope);
}

function addGradients(point: KeyPoint, angle: number): void {
  const { width, height, levels } = point.octave;
  const level = levels[point.layer] as Float32Array;
  const cellPx = cellSigmas * point.sigma;
  const diagonal = Math.sqrt(width * width + height * height);
  const radius = Math.min(Math.round((cellPx * Math.SQRT2 * (cellsPerSide + 1)) / 2), Math.floor(diagonal));
  const centreX = Math.round(point.x);
  const centreY = Math.round(point.y);
  const alongX = Math.cos(angle) / cellPx;
  const alongY = Math.sin(angle) / cellPx;
  const turn = (angle * directionsPerCell) / (2 * Math.PI);
  const falloff = -2 / (cellsPerSide * cellPx) ** 2;
  const weights = Float64Array.from({ length: radius + 1 }, (_, at) => Math.exp(at * at * falloff));
  const middle = cellsPerSide / 2 + 0.5;
  const fromX = Math.max(-radius, 1 - centreX);
  const toX = Math.min(radius, width - 2 - centreX);
  const toY = Math.min(radius, height - 2 - centreY);
  for (let y = Math.max(-radius, 1 - centreY); y <= toY; y++) {
    const rowWeight = weights[Math.abs(y)] as number;
    const columnAt0 = y * alongY + middle;
    const rowAt0 = y * alongX + middle;
    const first = Math.max(fromX, firstWithin(columnAt0, alongX), firstWithin(rowAt0, -alongY));
    const last = Math.min(toX, -firstWithin(columnAt0, -alongX), -firstWithin(rowAt0, alongY));
    for (let x = first; x <= last; x++) {
      const column = columnAt0 + x * alongX;
      const row = rowAt0 - x * alongY;
      if (column <= 0 || column >= cellsPerSide + 1 || row <= 0 || row >= cellsPerSide + 1) continue;
      const at = (centreY + y) * width + centreX + x;
      const dx = (level[at + 1] as number) - (level[at - 1] as number);
      const dy = (level[at + width] as number) - (level[at - width] as number);
      const length = Math.sqrt(dx * dx + dy * dy) * rowWeight * (weights[Math.abs(x)] as number);
      let direction = gradientDirection(dx, dy) - turn;
      if (direction < 0) direction += directionsPerCell;
      if (direction >= directionsPerCell) direction -= directionsPerCell;
      const firstColumn = column | 0;
      const firstRow = row | 0;
      const firstDirection = direction | 0;
      const columnShare = column - firstColumn;
      const directionShare = direction - firstDirection;
      const lower = length * (row - firstRow);
      const upper = length - lower;
      const upperRight = upper * columnShare;
      const upperLeft = upper - upperRight;
      const lowerRight = lower * columnShare;
      const lowerLeft = lower - lowerRight;
      const to = (firstRow * paddedCells + firstColumn) * paddedDirections + firstDirection;
      const under = to + paddedCells * paddedDirections;
      const right = paddedDirections;
      sums[to] = (sums[to] as number) + upperLeft * (1 - directionShare);
      sums[to + 1] = (sums[to + 1] as number) + upperLeft * directionShare;
      sums[to + right] = (sums[to + right] as number) + upperRight * (1 - directionShare);
      sums[to + right + 1] = (sums[to + right + 1] as number) + upperRight * directionShare;
      sums[under] = (sums[under] as number) + lowerLeft * (1 - directionShare);
      sums[under + 1] = (sums[under + 1] as number) + lowerLeft * directionShare;
      sums[under + right] = (sums[under + right] as number) + lowerRight * (1 - directionShare);
      sums[under + right + 1] = (sums[under + right + 1] as number) + lowerRight * directionShare;
    }
  }
}

/**
 * The 128 numbers of a key point at one of its orientations, [4, 4, 8] (rows, columns, directions
 * clockwise from the orientation), see [Note: Descriptor layout]: lengths of the gradients around it by place and direction,
 * shared among neighbours by distance, not yet normalized. Written to `to` from `offset`. Source:
 * Lowe 2004, section 6.1.
 */
export function describeKeyPoint(point: KeyPoint, angle: number, to: Float32Array, offset: number): void {
  sums.fill(0);
  addGradients(point, angle);
  let at = offset;
  for (let row = 1; row <= cellsPerSide; row++) {
    for (let column = 1; column <= cellsPerSide; column++) {
      const from = (row * paddedCells + column) * paddedDirections;
      for (let direction = 0; direction < directionsPerCell; direction++) to[at++] = sums[from + direction] as number;
      to[at - directionsPerCell] = (to[at - directionsPerCell] as number) + (sums[from + directionsPerCell] as number);
    }
  }
}
