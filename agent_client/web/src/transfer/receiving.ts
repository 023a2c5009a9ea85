/** The receiver's side of a transfer, without I/O (SPEC X). Twin of protocol/receiving.py. */

import type {
  FromTransfer,
  GoOn,
  Item,
  ItemEnd,
  Manifest,
  StopReason,
  ToTransfer,
} from "../protocol/protocol.gen";
import { hex, isWhole, joined, sha256, type Piece } from "./piece";

const TRIES = 3;

/** What is kept of one item while it comes. */
export interface Received {
  readonly item: Item;
  /** Its pieces in order; blobs, so that a browser may keep them on disk. */
  readonly parts: Blob[];
}

export class Receiving {
  readonly files: Received[] = [];
  stopped: StopReason | null = null;
  isDone = false;
  private items: readonly Item[] | null = null;
  private listed: Item[] = [];
  private item = 0;
  private offset = 0;
  private digests: Uint8Array[] = [];
  private ofItems: Uint8Array[] = [];
  private tries = 0;

  constructor(private readonly limitBytes: number) {}

  get totalBytes(): number {
    return (this.items ?? []).reduce((sum, one) => sum + one.size_bytes, 0);
  }

  get takenBytes(): number {
    return (this.items ?? []).slice(0, this.item).reduce((sum, one) => sum + one.size_bytes, 0) + this.offset;
  }

  /** Take a message; what to say to it, in order. */
  async heard(message: ToTransfer): Promise<FromTransfer[]> {
    if (this.isDone) return this.heardAfterAll(message);
    if (this.stopped !== null) return [];
    if (message.type === "manifest") return this.manifestCame(message);
    if (message.type === "item_end") return this.itemEnded(message);
    if (message.type === "other_side") this.listed = [];
    if (message.type === "transfer_stopped") this.stopped = message.reason;
    return [];
  }

  /** The other side was cut before it heard that everything is here. */
  private async heardAfterAll(message: ToTransfer): Promise<FromTransfer[]> {
    return message.type === "manifest" && !message.more ? [await this.everything()] : [];
  }

  /** Take a piece; one that is void changes nothing. */
  async came(piece: Piece): Promise<FromTransfer[]> {
    const item = this.items?.[this.item];
    const isNext = piece.item === this.item && piece.offset === this.offset;
    if (item === undefined || !isNext || this.stopped !== null) return [];
    if (piece.offset + piece.data.length > item.size_bytes) return [this.stop("changed")];
    if (!(await isWhole(piece))) {
      this.tries += 1;
      return [this.tries > TRIES ? this.stop("broken") : this.goOn()];
    }
    this.tries = 0;
    this.offset += piece.data.length;
    this.digests.push(piece.digest.slice());
    this.files[this.item]?.parts.push(new Blob([piece.data]));
    return [{ type: "taken", item: this.item, offset: this.offset }];
  }

  stop(reason: StopReason): FromTransfer {
    this.stopped = reason;
    return { type: "transfer_stopped", reason };
  }

  private async manifestCame(part: Manifest): Promise<FromTransfer[]> {
    if (part.first === 0) this.listed = [];
    // The rest of one that was cut is void: the whole follows.
    if (part.first !== this.listed.length) return [];
    this.listed.push(...part.items);
    if (part.more) return [];
    const known = this.items;
    if (known !== null && JSON.stringify(known) !== JSON.stringify(this.listed))
      return [this.stop("changed")];
    this.items = this.listed;
    if (this.totalBytes > this.limitBytes) return [this.stop("too_big")];
    if (this.items.length === 0) return this.finish();
    if (known === null) this.begin();
    return [this.goOn()];
  }

  private async itemEnded(ended: ItemEnd): Promise<FromTransfer[]> {
    const item = this.items?.[this.item];
    if (item === undefined || ended.item !== this.item || this.offset !== item.size_bytes) return [];
    const digest = await sha256(joined(this.digests));
    if (hex(digest) !== ended.sha256) return [this.stop("broken")];
    this.ofItems.push(digest);
    this.item += 1;
    this.offset = 0;
    this.digests = [];
    if (this.item >= (this.items?.length ?? 0)) return this.finish();
    this.begin();
    return [{ type: "taken", item: this.item, offset: 0 }];
  }

  private begin(): void {
    const item = this.items?.[this.item];
    if (item !== undefined) this.files.push({ item, parts: [] });
  }

  private goOn(): GoOn {
    return { type: "go_on", item: this.item, offset: this.offset };
  }

  private async finish(): Promise<FromTransfer[]> {
    this.isDone = true;
    return [await this.everything()];
  }

  private async everything(): Promise<FromTransfer> {
    const digest = hex(await sha256(joined(this.ofItems)));
    return { type: "all_taken", total_bytes: this.totalBytes, sha256: digest };
  }
}
