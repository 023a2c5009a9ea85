/** Where two pictures differ, as few rectangles: most changes of a desktop are small. Pure. */

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The planes of a 4:2:0 picture in one buffer, each row beginning at a multiple of four bytes. */
export interface PlaneLayout {
  offset: number;
  stride: number;
  rows: number;
  /** How many of the picture's pixels lie under one sample, each way: 1 for luma, 2 for colour. */
  scale: 1 | 2;
}

/** Unchanged rows between two changes that are worth two rectangles. */
const APART_ROWS = 48;
/** Conversion wants whole colour samples; more than that costs nothing. */
const ALIGN_PX = 8;
const BYTES = 4;

export function layoutOf(widthPx: number, heightPx: number): { planes: PlaneLayout[]; bytes: number } {
  const luma = roundUp(widthPx, ALIGN_PX);
  const colour = roundUp(Math.ceil(widthPx / 2), ALIGN_PX);
  const colourRows = Math.ceil(heightPx / 2);
  const first = luma * heightPx;
  const second = first + colour * colourRows;
  return {
    planes: [
      { offset: 0, stride: luma, rows: heightPx, scale: 1 },
      { offset: first, stride: colour, rows: colourRows, scale: 2 },
      { offset: second, stride: colour, rows: colourRows, scale: 2 },
    ],
    bytes: second + colour * colourRows,
  };
}

/**
 * The rectangles outside of which both pictures are the same, from top to bottom; none when they are equal.
 *
 * @param before, now Both laid out as `planes` say, seen as 32-bit words.
 */
export function changedBands(
  before: Uint32Array,
  now: Uint32Array,
  planes: readonly PlaneLayout[],
  widthPx: number,
  heightPx: number,
): Rect[] {
  const left = new Int32Array(heightPx).fill(widthPx);
  const right = new Int32Array(heightPx).fill(-1);
  for (const plane of planes) markPlane(before, now, plane, left, right);
  return joined(left, right, widthPx, heightPx);
}

function markPlane(
  before: Uint32Array,
  now: Uint32Array,
  { offset, stride, rows, scale }: PlaneLayout,
  left: Int32Array,
  right: Int32Array,
): void {
  const words = stride / BYTES;
  const pixelsPerWord = BYTES * scale;
  for (let row = 0; row < rows; row += 1) {
    const begin = offset / BYTES + row * words;
    let first = begin;
    const end = begin + words;
    while (first < end && before[first] === now[first]) first += 1;
    if (first === end) continue;
    let last = end - 1;
    while (before[last] === now[last]) last -= 1;
    for (let y = row * scale; y < Math.min((row + 1) * scale, left.length); y += 1) {
      left[y] = Math.min(left[y] ?? 0, (first - begin) * pixelsPerWord);
      right[y] = Math.max(right[y] ?? 0, (last - begin + 1) * pixelsPerWord);
    }
  }
}

function joined(left: Int32Array, right: Int32Array, widthPx: number, heightPx: number): Rect[] {
  const bands: { top: number; bottom: number; left: number; right: number }[] = [];
  for (let y = 0; y < heightPx; y += 1) {
    const rowRight = right[y] ?? -1;
    const rowLeft = left[y] ?? 0;
    if (rowRight < 0) continue;
    const band = bands.at(-1);
    if (band === undefined || y - band.bottom > APART_ROWS)
      bands.push({ top: y, bottom: y + 1, left: rowLeft, right: rowRight });
    else {
      band.bottom = y + 1;
      band.left = Math.min(band.left, rowLeft);
      band.right = Math.max(band.right, rowRight);
    }
  }
  return bands.map((band) => {
    const x = roundDown(band.left, ALIGN_PX);
    const y = roundDown(band.top, 2);
    return {
      x,
      y,
      width: Math.min(roundUp(band.right, ALIGN_PX), widthPx) - x,
      height: Math.min(roundUp(band.bottom, 2), heightPx) - y,
    };
  });
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function roundDown(value: number, step: number): number {
  return Math.floor(value / step) * step;
}
