/**
 * Takes the recording's own fragmented MP4 apart: the init segment, and the samples of fragments (ISO 14496-12).
 *
 * Only what the recorder writes is understood: one track of AVC, offsets from the `moof`. Pure.
 */

/** What a decoder has to know before the first sample. */
export interface Init {
  /** The AVCDecoderConfigurationRecord, as WebCodecs takes it. */
  readonly description: Uint8Array<ArrayBuffer>;
  /** "avc1.42c03e". */
  readonly codec: string;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Units of media time in a second. */
  readonly timescale: number;
}

/** One picture, still packed. */
export interface Sample {
  /** Milliseconds of media time. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly key: boolean;
  /** A view; nothing is copied. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Bytes that are not what the recorder writes. */
export class BadFragment extends Error {
  override readonly name = "BadFragment";
}

interface Box {
  readonly type: string;
  /** Where the box begins, and its content. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

const SAMPLE_ENTRY_BYTES = 78;
const SAMPLE_DESCRIPTION_BYTES = 8;
/** sample_is_non_sync_sample. */
const NOT_SYNC = 0x10000;

/** @throws {BadFragment} no AVC track can be read from it. */
export function readInit(bytes: Uint8Array<ArrayBuffer>): Init {
  const view = viewOf(bytes);
  return guarded(() => {
    const media = descend(view, whole(bytes), "moov", "trak", "mdia");
    const header = child(view, media, "mdhd");
    const isLong = view.getUint8(header.from) === 1;
    const timescale = view.getUint32(header.from + (isLong ? 20 : 12));
    const described = descend(view, media, "minf", "stbl", "stsd");
    const entry = child(view, { ...described, from: described.from + SAMPLE_DESCRIPTION_BYTES }, "avc1");
    const configuration = child(view, { ...entry, from: entry.from + SAMPLE_ENTRY_BYTES }, "avcC");
    const description = bytes.slice(configuration.from, configuration.to);
    return {
      description,
      codec: `avc1.${hex(description.subarray(1, 4))}`,
      widthPx: view.getUint16(entry.from + 24),
      heightPx: view.getUint16(entry.from + 26),
      timescale,
    };
  });
}

/**
 * The samples of every whole fragment in these bytes, in order; a fragment that is cut off at the end is left out.
 *
 * @throws {BadFragment} something else stands there.
 */
export function readSamples(bytes: Uint8Array<ArrayBuffer>, timescale: number): readonly Sample[] {
  const view = viewOf(bytes);
  return guarded(() => {
    const boxes = [...boxesOf(view, whole(bytes))];
    return boxes.flatMap((box, index) => {
      const next = boxes[index + 1];
      if (box.type !== "moof" || next?.type !== "mdat") return [];
      return samplesOf(bytes, view, box, next, timescale);
    });
  });
}

interface Defaults {
  duration: number;
  size: number;
  flags: number;
}

function samplesOf(
  bytes: Uint8Array<ArrayBuffer>,
  view: DataView,
  moof: Box,
  mdat: Box,
  timescale: number,
): Sample[] {
  const fragment = child(view, moof, "traf");
  const defaults = defaultsOf(view, child(view, fragment, "tfhd"));
  const time = child(view, fragment, "tfdt");
  const isLong = view.getUint8(time.from) === 1;
  let at = isLong ? Number(view.getBigUint64(time.from + 4)) : view.getUint32(time.from + 4);
  const samples: Sample[] = [];
  for (const run of boxesOf(view, fragment)) {
    if (run.type !== "trun") continue;
    const reader = new Run(view, run, defaults);
    let offset = reader.offset === null ? mdat.from : moof.start + reader.offset;
    for (let left = reader.count; left > 0; left -= 1) {
      const { duration, size, flags, shift } = reader.next();
      if (offset < mdat.from || offset + size > mdat.to) throw new BadFragment("a sample beside its data");
      samples.push({
        atMs: ((at + shift) * 1_000) / timescale,
        durationMs: (duration * 1_000) / timescale,
        key: (flags & NOT_SYNC) === 0,
        data: bytes.subarray(offset, offset + size),
      });
      at += duration;
      offset += size;
    }
  }
  return samples;
}

function defaultsOf(view: DataView, { from }: Box): Defaults {
  const flags = view.getUint32(from) & 0xffffff;
  let at = from + 8;
  const skip = (flag: number, size: number): void => {
    if ((flags & flag) !== 0) at += size;
  };
  const take = (flag: number): number => {
    if ((flags & flag) === 0) return 0;
    at += 4;
    return view.getUint32(at - 4);
  };
  skip(0x1, 8);
  skip(0x2, 4);
  return { duration: take(0x8), size: take(0x10), flags: take(0x20) };
}

/** Reads the rows of a `trun` one after the other. */
class Run {
  readonly count: number;
  /** From the `moof`; null: where the data begins. */
  readonly offset: number | null;
  private readonly flags: number;
  private readonly firstFlags: number | null;
  private at: number;
  private isFirst = true;

  constructor(
    private readonly view: DataView,
    { from }: Box,
    private readonly defaults: Defaults,
  ) {
    this.flags = view.getUint32(from) & 0xffffff;
    this.count = view.getUint32(from + 4);
    this.at = from + 8;
    this.offset = this.has(0x1) ? view.getInt32(this.move()) : null;
    this.firstFlags = this.has(0x4) ? view.getUint32(this.move()) : null;
  }

  next(): Defaults & { shift: number } {
    const { view, defaults } = this;
    const duration = this.has(0x100) ? view.getUint32(this.move()) : defaults.duration;
    const size = this.has(0x200) ? view.getUint32(this.move()) : defaults.size;
    const common = this.has(0x400) ? view.getUint32(this.move()) : defaults.flags;
    const flags = this.isFirst ? (this.firstFlags ?? common) : common;
    const shift = this.has(0x800) ? view.getInt32(this.move()) : 0;
    this.isFirst = false;
    return { duration, size, flags, shift };
  }

  private has(flag: number): boolean {
    return (this.flags & flag) !== 0;
  }

  private move(): number {
    this.at += 4;
    return this.at - 4;
  }
}

function* boxesOf(view: DataView, { from, to }: Pick<Box, "from" | "to">): Generator<Box> {
  let start = from;
  while (start + 8 <= to) {
    const short = view.getUint32(start);
    const isLong = short === 1;
    const size = isLong ? Number(view.getBigUint64(start + 8)) : short;
    if (size < 8) throw new BadFragment("a box without a size");
    // Cut off at the end: what is there cannot be used.
    if (start + size > to) return;
    yield { type: typeAt(view, start + 4), start, from: start + (isLong ? 16 : 8), to: start + size };
    start += size;
  }
}

function child(view: DataView, parent: Pick<Box, "from" | "to">, type: string): Box {
  for (const box of boxesOf(view, parent)) if (box.type === type) return box;
  throw new BadFragment(`no ${type}`);
}

function descend(view: DataView, parent: Pick<Box, "from" | "to">, ...types: string[]): Box {
  return types.reduce<Pick<Box, "from" | "to">>((box, type) => child(view, box, type), parent) as Box;
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (trouble) {
    if (trouble instanceof RangeError) throw new BadFragment("a box that ends too early");
    throw trouble;
  }
}

function whole(bytes: Uint8Array): Pick<Box, "from" | "to"> {
  return { from: 0, to: bytes.byteLength };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function typeAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
