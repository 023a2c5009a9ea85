/** The sender's side of a transfer, without I/O (SPEC X). Twin of protocol/sending.py. */

import {
  MESSAGE_LIMIT_BYTES,
  TRANSFER_MANIFEST_ITEMS,
  TRANSFER_PIECE_BYTES,
  TRANSFER_WINDOW_BYTES,
  type Item,
  type Manifest,
  type StopReason,
  type TakenUpTo,
  type ToTransfer,
} from "../protocol/protocol.gen";

/** Of the items of one part; long names in deep folders are a part of fewer items. */
const MANIFEST_BYTES = MESSAGE_LIMIT_BYTES / 2;

export type SendStep =
  | { do: "say"; message: Manifest }
  /** Say `item_end` with SHA-256 over these digests. */
  | { do: "end"; item: number; digests: readonly Uint8Array[] }
  | { do: "read"; item: number; offset: number; size: number };

export class Sending {
  private readonly starts: readonly number[];
  private readonly digests = new Map<number, Uint8Array[]>();
  private item = 0;
  private offset = 0;
  private taken = { item: 0, offset: 0 };
  private going = false;
  private unread = true;
  private says: Manifest[] = [];
  stopped: StopReason | null = null;
  isDone = false;

  constructor(private readonly items: readonly Item[]) {
    let sum = 0;
    this.starts = [0, ...items.map((one) => (sum += one.size_bytes))];
  }

  /** How much of everything is on the receiver's disk. */
  get takenBytes(): number {
    return this.at(this.taken);
  }

  heard(message: ToTransfer): void {
    switch (message.type) {
      case "other_side":
        this.going = false;
        this.says = message.here ? this.manifest() : [];
        break;
      case "go_on":
        this.goOn(message.item, message.offset);
        break;
      case "taken":
        this.takenUpTo(message);
        break;
      case "all_taken":
        this.isDone = true;
        break;
      case "transfer_stopped":
        this.stopped = message.reason;
        break;
      case "transfer_open":
      case "manifest":
      case "item_end":
        break;
    }
  }

  /** What to do now; null: wait for the other side. */
  next(): SendStep | null {
    const manifest = this.says.shift();
    if (manifest !== undefined) return { do: "say", message: manifest };
    const item = this.going ? this.items[this.item] : undefined;
    if (item === undefined) return null;
    if (this.offset >= item.size_bytes) return this.endOfItem();
    if (!this.unread || this.sentBytes() - this.takenBytes + TRANSFER_PIECE_BYTES > TRANSFER_WINDOW_BYTES)
      return null;
    this.unread = false;
    const size = Math.min(TRANSFER_PIECE_BYTES, item.size_bytes - this.offset);
    return { do: "read", item: this.item, offset: this.offset, size };
  }

  /** This part was read; whether it is still to be sent. */
  read(part: SendStep & { do: "read" }, digest: Uint8Array): boolean {
    if (part.item !== this.item || part.offset !== this.offset || this.unread) return false;
    const known = this.digests.get(part.item);
    if (known === undefined) this.digests.set(part.item, [digest]);
    else known.push(digest);
    this.offset += part.size;
    this.unread = true;
    return true;
  }

  private at(place: { item: number; offset: number }): number {
    return (this.starts[place.item] ?? 0) + place.offset;
  }

  private sentBytes(): number {
    return this.at({ item: this.item, offset: this.offset });
  }

  private takenUpTo({ item, offset }: TakenUpTo): void {
    const bytes = this.at({ item, offset });
    if (bytes > this.takenBytes && bytes <= this.sentBytes()) this.taken = { item, offset };
  }

  private goOn(item: number, offset: number): void {
    if (!this.isWithin(item, offset)) return;
    this.item = item;
    this.offset = offset;
    this.taken = { item, offset };
    this.going = true;
    this.unread = true;
    for (const later of [...this.digests.keys()].filter((one) => one > item)) this.digests.delete(later);
    this.digests.set(item, (this.digests.get(item) ?? []).slice(0, pieces(offset)));
  }

  private endOfItem(): SendStep {
    const ended = { do: "end", item: this.item, digests: this.digests.get(this.item) ?? [] } as const;
    this.item += 1;
    this.offset = 0;
    return ended;
  }

  /** Whether this is a place that was sent already: a receiver goes on at the border of a piece. */
  private isWithin(item: number, offset: number): boolean {
    const size = this.items[item]?.size_bytes;
    if (size === undefined || !this.items.slice(0, item).every((_, index) => this.isSent(index)))
      return false;
    const atBorder = offset % TRANSFER_PIECE_BYTES === 0 || offset === size;
    return atBorder && pieces(offset) <= (this.digests.get(item)?.length ?? 0);
  }

  private isSent(item: number): boolean {
    return (this.digests.get(item)?.length ?? 0) === pieces(this.items[item]?.size_bytes ?? 0);
  }

  private manifest(): Manifest[] {
    const parts: Manifest[] = [];
    let part: Item[] = [];
    let [first, bytes] = [0, 0];
    for (const item of this.items) {
      const itemBytes = new Blob([JSON.stringify(item)]).size + 1;
      if (
        part.length === TRANSFER_MANIFEST_ITEMS ||
        (part.length > 0 && bytes + itemBytes > MANIFEST_BYTES)
      ) {
        parts.push({ type: "manifest", first, items: part, more: true });
        first += part.length;
        [part, bytes] = [[], 0];
      }
      part.push(item);
      bytes += itemBytes;
    }
    parts.push({ type: "manifest", first, items: part, more: false });
    return parts;
  }
}

function pieces(bytes: number): number {
  return Math.ceil(bytes / TRANSFER_PIECE_BYTES);
}
