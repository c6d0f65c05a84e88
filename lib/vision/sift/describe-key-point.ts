import { bucketsPerSide, describeModule, directionsPerBucket } from "./describe-wasm";
import type { KeyPoint } from "./find-key-points";
import { kernelOf } from "./float-arena";

const cellsPerSide = 4;
const directionsPerCell = 8;
export const descriptorLength = cellsPerSide * cellsPerSide * directionsPerCell;
/** Side of a cell, in sigmas of the key point. */
const cellSigmas = 3;

type Describe = (
  ...numbers: [
    at: number,
    groups: number,
    weights: number,
    settings: number,
    sums: number,
    strideBytes: number,
    column: number,
    row: number,
    rowWeight: number,
  ]
) => void;
const loadDescribe = kernelOf<Describe>(describeModule, "describe");
const floatBytes = 4;
const groupFloats = 4;
const bucketFloats = 4;

/** The first whole x where `at0 + x * slope` may lie within the padded cells; pixels outside are left out one by one too. */
function firstWithin(at0: number, slope: number): number {
  if (slope === 0) return Number.NEGATIVE_INFINITY;
  return Math.floor((slope > 0 ? -at0 : cellsPerSide + 1 - at0) / slope);
}

function addGradients(point: KeyPoint, angle: number): void {
  const { width, height, levels, window } = point.octave;
  const level = levels[point.layer] as Float32Array;
  const cellPx = cellSigmas * point.sigma;
  const diagonal = Math.sqrt(width * width + height * height);
  const radius = Math.min(Math.round((cellPx * Math.SQRT2 * (cellsPerSide + 1)) / 2), Math.floor(diagonal));
  const centreX = Math.round(point.x);
  const centreY = Math.round(point.y);
  const alongX = Math.cos(angle) / cellPx;
  const alongY = Math.sin(angle) / cellPx;
  const middle = cellsPerSide / 2 + 0.5;
  const fromX = Math.max(-radius, 1 - centreX);
  const toX = Math.min(radius, width - 2 - centreX);
  const toY = Math.min(radius, height - 2 - centreY);
  window.clear((cellsPerSide * cellPx) / 2, radius, toX);
  const { settings, sums, weights } = window;
  settings[0] = alongX;
  settings[1] = alongY;
  settings[2] = (angle * directionsPerCell) / (2 * Math.PI);
  const addRow = loadDescribe();
  for (let y = Math.max(-radius, 1 - centreY); y <= toY; y++) {
    const columnAt0 = y * alongY + middle;
    const rowAt0 = y * alongX + middle;
    const first = Math.max(fromX, firstWithin(columnAt0, alongX), firstWithin(rowAt0, -alongY));
    const last = Math.min(toX, -firstWithin(columnAt0, -alongX), -firstWithin(rowAt0, alongY));
    const groups = Math.ceil((last - first + 1) / groupFloats);
    if (groups <= 0) continue;
    addRow(
      level.byteOffset + ((centreY + y) * width + centreX + first - 1) * floatBytes,
      groups,
      weights.byteOffset + (first + radius) * floatBytes,
      settings.byteOffset,
      sums.byteOffset,
      width * floatBytes,
      columnAt0 + first * alongX,
      rowAt0 - first * alongY,
      weights[radius - Math.abs(y)] as number,
    );
  }
}

/** What lies upper left of one cell is upper right of the next: the sums of four buckets at one of their directions. */
function sumAround(sums: Float32Array, row: number, column: number, direction: number): number {
  const at = ((row * bucketsPerSide + column) * directionsPerBucket + direction) * bucketFloats;
  const right = directionsPerBucket * bucketFloats;
  const under = bucketsPerSide * right;
  const lower = (sums[at + 3] as number) + (sums[at + right + 2] as number);
  return lower + (sums[at + under + 1] as number) + (sums[at + under + right] as number);
}

/**
 * The 128 numbers of a key point at one of its orientations, [4, 4, 8] (rows, columns, directions
 * clockwise from the orientation), see [Note: Descriptor layout]: lengths of the gradients around it by place and direction,
 * shared among neighbours by distance, not yet normalized. Written to `to` from `offset`. Source:
 * Lowe 2004, section 6.1.
 */
export function describeKeyPoint(point: KeyPoint, angle: number, to: Float32Array, offset: number): void {
  addGradients(point, angle);
  const { sums } = point.octave.window;
  let at = offset;
  for (let row = 0; row < cellsPerSide; row++) {
    for (let column = 0; column < cellsPerSide; column++) {
      const beyond = sumAround(sums, row, column, directionsPerCell);
      for (let direction = 0; direction < directionsPerCell; direction++) to[at++] = sumAround(sums, row, column, direction);
      to[at - directionsPerCell] = (to[at - directionsPerCell] as number) + beyond;
    }
  }
}
