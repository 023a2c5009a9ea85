/** Both sides of a transfer, joined in memory (SPEC X). */

import { describe, expect, it } from "vitest";

import {
  TRANSFER_PIECE_BYTES,
  TRANSFER_WINDOW_BYTES,
  type FromTransfer,
  type Item,
} from "../protocol/protocol.gen";
import { hex, joined, packPiece, sha256, unpackPiece } from "./piece";
import { Receiving } from "./receiving";
import { Sending, type SendStep } from "./sending";

function files(...sizes: number[]): Uint8Array<ArrayBuffer>[] {
  return sizes.map((size, seed) => Uint8Array.from({ length: size }, (_, at) => (at * 31 + seed) % 251));
}

function items(contents: readonly Uint8Array[]): Item[] {
  return contents.map((data, number) => ({ path: [`${number}.bin`], size_bytes: data.length }));
}

interface Trouble {
  /** The line is cut once, after so many steps. */
  cutAfter?: number;
  spoil?: (step: number) => boolean;
}

/** Both sides, and the line between them. */
class Pair {
  readonly sending: Sending;
  private steps = 0;

  constructor(
    private readonly contents: readonly Uint8Array<ArrayBuffer>[],
    readonly receiving: Receiving,
    private readonly trouble: Trouble = {},
  ) {
    this.sending = new Sending(items(contents));
  }

  /** Until the sender has nothing to do any more. */
  async run(): Promise<Sending> {
    await this.join();
    for (let step = this.sending.next(); step !== null && this.steps < 1000; step = this.sending.next()) {
      this.steps += 1;
      if (this.steps === this.trouble.cutAfter) await this.join();
      this.answer(await this.carryOut(step));
    }
    return this.sending;
  }

  private async join(): Promise<void> {
    for (const here of [false, true]) {
      this.sending.heard({ type: "other_side", here });
      await this.receiving.heard({ type: "other_side", here });
    }
  }

  private answer(said: readonly FromTransfer[]): void {
    for (const one of said) if (one.type !== "transfer_hello") this.sending.heard(one);
  }

  private async carryOut(step: SendStep): Promise<FromTransfer[]> {
    if (step.do === "say") return this.receiving.heard(step.message);
    if (step.do === "read") return this.pass(step);
    const digest = hex(await sha256(joined(step.digests)));
    return this.receiving.heard({ type: "item_end", item: step.item, sha256: digest });
  }

  private async pass(step: SendStep & { do: "read" }): Promise<FromTransfer[]> {
    const part = (this.contents[step.item] ?? new Uint8Array()).slice(step.offset, step.offset + step.size);
    const { frame, digest } = await packPiece(step.item, step.offset, part.buffer);
    if (!this.sending.read(step, digest)) return [];
    if (this.trouble.spoil?.(this.steps) === true) new DataView(frame).setUint8(60, 255);
    const piece = unpackPiece(frame);
    return piece === null ? [] : this.receiving.came(piece);
  }
}

function run(
  contents: readonly Uint8Array<ArrayBuffer>[],
  receiving: Receiving,
  trouble: Trouble = {},
): Promise<Sending> {
  return new Pair(contents, receiving, trouble).run();
}

async function contentsOf(receiving: Receiving): Promise<Uint8Array[]> {
  return Promise.all(
    receiving.files.map(async (one) => new Uint8Array(await new Blob(one.parts).arrayBuffer())),
  );
}

const MANY = files(0, 5, TRANSFER_PIECE_BYTES + 3, 2 * TRANSFER_PIECE_BYTES, 0);

describe("a transfer", () => {
  it("arrives as it was (X1)", async () => {
    const receiving = new Receiving(10 ** 9);
    const sending = await run(MANY, receiving);
    expect(sending.isDone && receiving.isDone).toBe(true);
    expect(await contentsOf(receiving)).toEqual(MANY);
    expect(sending.takenBytes).toBe(receiving.totalBytes);
  });

  it.each([1, 3, 4, 5, 7, 9])("goes on after a cut at frame %i (X5)", async (cutAfter) => {
    const receiving = new Receiving(10 ** 9);
    const sending = await run(MANY, receiving, { cutAfter });
    expect(sending.isDone).toBe(true);
    expect(await contentsOf(receiving)).toEqual(MANY);
  });

  it("asks again for what is broken, three times (X4)", async () => {
    const once = new Receiving(10 ** 9);
    expect((await run(files(100), once, { spoil: (frame) => frame === 2 })).isDone).toBe(true);
    const always = new Receiving(10 ** 9);
    expect((await run(files(100), always, { spoil: () => true })).stopped).toBe("broken");
  });

  it("refuses more than was allowed (X6)", async () => {
    const receiving = new Receiving(99);
    expect((await run(files(100), receiving)).stopped).toBe("too_big");
    expect(receiving.stopped).toBe("too_big");
  });

  it("sends no more than the window ahead (X3)", () => {
    const sending = new Sending([{ path: ["a"], size_bytes: 20 * TRANSFER_PIECE_BYTES }]);
    sending.heard({ type: "other_side", here: true });
    sending.next();
    sending.heard({ type: "go_on", item: 0, offset: 0 });
    let sent = 0;
    for (let step = sending.next(); step?.do === "read"; step = sending.next()) {
      sending.read(step, new Uint8Array(32));
      sent += step.size;
    }
    expect(sent).toBe(TRANSFER_WINDOW_BYTES);
  });

  it("knows no piece in other bytes (X3)", () => {
    expect(unpackPiece(new ArrayBuffer(48))).toBeNull();
    expect(unpackPiece(new ArrayBuffer(60))).toBeNull();
    expect(unpackPiece(new ArrayBuffer(TRANSFER_PIECE_BYTES + 49))).toBeNull();
  });
});
