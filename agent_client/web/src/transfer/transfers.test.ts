/** What is asked for, allowed, moved and over (SPEC J1, X). */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Fact, FromConsole, SessionState, Work } from "../protocol/protocol.gen";
import { batchOf, clipBatch, type Batch } from "./batch";
import { Receiving } from "./receiving";
import { Sending } from "./sending";
import { Transfers, type Line, type Moving, type TransfersOut } from "./transfers";

type Side = Parameters<TransfersOut["open"]>[1];

/** A line that notes what is done with it. */
class FakeLine implements Line {
  isJoined = false;
  done: string[] = [];
  again = (): void => void this.done.push("again");
  ticketCame = (ticket: string): void => void this.done.push(ticket);
  close = (): void => void this.done.push("close");

  constructor(
    readonly doors: Parameters<TransfersOut["open"]>[0],
    readonly side: Side,
  ) {}
}

class Desk {
  said: FromConsole[] = [];
  moving: readonly Moving[] = [];
  lines: FakeLine[] = [];
  copied: string[] = [];
  isLinked = true;
  mayCopy = true;
  nowMs = 0;
  private seq = 0;
  readonly transfers = new Transfers({
    send: (message) => {
      if (this.isLinked) this.said.push(message);
      return this.isLinked;
    },
    newId: () => `r_${(this.seq += 1)}`,
    now: () => this.nowMs,
    set: (moving) => {
      this.moving = moving;
    },
    copy: async (kind, data) => {
      this.copied.push(`${kind}: ${await data.text()}`);
      return this.mayCopy;
    },
    open: (doors, side) => {
      const line = new FakeLine(doors, side);
      this.lines.push(line);
      return line;
    },
  });

  happened(fact: Fact): void {
    this.transfers.happened({ seq: 1, at: 1, fact });
  }

  allowed(requestId = "r_1"): FakeLine {
    this.happened({ type: "work_answered", request_id: requestId, answer: "allowed", prompted: true });
    const line = this.lines.at(-1);
    if (line === undefined) throw new Error("no line was opened");
    return line;
  }

  ended(end: "done" | "failed" | "stopped", sentence = "", requestId = "r_1"): void {
    this.happened({ type: "work_ended", request_id: requestId, end, sentence });
  }

  get first(): Moving {
    const one = this.moving[0];
    if (one === undefined) throw new Error("nothing is moving");
    return one;
  }
}

function batch(...contents: string[]): Batch {
  const made = batchOf(contents.map((text, at) => ({ path: [`${at}.txt`], file: new Blob([text]) })));
  if (typeof made === "string") throw new Error(made);
  return made;
}

function stateWith(...works: Partial<Work>[]): SessionState {
  return { works } as unknown as SessionState;
}

/** Everything of `text` comes, as the machine sends it. */
async function comes(side: Side, text: string): Promise<void> {
  if (!("receiving" in side)) throw new Error("this side sends");
  const data = new TextEncoder().encode(text);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  const whole = new Uint8Array(await crypto.subtle.digest("SHA-256", digest));
  const item = { path: ["año.txt"], size_bytes: data.length };
  await side.receiving.heard({ type: "manifest", first: 0, items: [item], more: false });
  await side.receiving.came({ item: 0, offset: 0, digest, data });
  const sha256 = Array.from(whole, (byte) => byte.toString(16).padStart(2, "0")).join("");
  await side.receiving.heard({ type: "item_end", item: 0, sha256 });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("what is asked for", () => {
  it("says names, count and size, and moves nothing before the yes (J1)", () => {
    const desk = new Desk();
    desk.transfers.sendFiles(batch("one", "three"));
    const what = { type: "files", way: "to_machine", names: ["0.txt", "1.txt"], count: 2, total_bytes: 8 };
    expect(desk.said).toEqual([{ type: "ask_work", request_id: "r_1", what }]);
    expect(desk.first).toMatchObject({ isAllowed: false, ended: null, totalBytes: 8 });
    expect(desk.lines).toEqual([]);
    const line = desk.allowed();
    expect("sending" in line.side && line.side.sending).toBeInstanceOf(Sending);
    expect(desk.first.isAllowed).toBe(true);
  });

  it("is nothing while there is no link", () => {
    const desk = new Desk();
    desk.isLinked = false;
    desk.transfers.askForFiles();
    expect(desk.moving).toEqual([]);
  });

  it.each(["refused", "expired", "withdrawn"] as const)("is over when it is %s (J1)", (answer) => {
    const desk = new Desk();
    desk.transfers.askForClip("text");
    desk.happened({ type: "work_answered", request_id: "r_1", answer, prompted: true });
    expect(desk.first.ended).toEqual({ how: answer, reason: null, sentence: "" });
    expect(desk.lines).toEqual([]);
  });

  it("is over when the server refuses the question, and other refusals are not ours (J3)", () => {
    const desk = new Desk();
    desk.transfers.askForFiles();
    expect(desk.transfers.refused("r_9")).toBe(false);
    expect(desk.transfers.refused(undefined)).toBe(false);
    expect(desk.transfers.refused("r_1")).toBe(true);
    expect(desk.first.ended?.how).toBe("not_now");
    desk.transfers.askForFiles();
    desk.allowed("r_2");
    expect(desk.transfers.refused("r_2")).toBe(false);
  });

  it("is only what this console asked for (X1)", () => {
    const desk = new Desk();
    desk.transfers.askForFiles();
    desk.happened({ type: "work_answered", request_id: "r_other", answer: "allowed", prompted: true });
    desk.transfers.ticketCame({ type: "transfer_ticket", request_id: "r_other", ticket: "t" });
    expect(desk.lines).toEqual([]);
  });
});

describe("what is under way", () => {
  it("takes its tickets, and asks for them under its number (X1)", () => {
    const desk = new Desk();
    desk.transfers.sendFiles(batch("one"));
    const line = desk.allowed();
    line.doors.wantTicket();
    expect(desk.said.at(-1)).toEqual({ type: "transfer_ticket_wanted", request_id: "r_1" });
    desk.transfers.ticketCame({ type: "transfer_ticket", request_id: "r_1", ticket: "secret" });
    expect(line.done).toEqual(["secret"]);
  });

  it("shows how far it is, a few times a second, and that it pauses (X5)", () => {
    const desk = new Desk();
    desk.transfers.sendFiles(batch("x".repeat(100)));
    const line = desk.allowed();
    const side = line.side as { sending: Sending };
    line.isJoined = true;
    for (const taken of [0, 50]) {
      vi.spyOn(side.sending, "takenBytes", "get").mockReturnValue(taken);
      line.doors.changed();
      line.doors.changed();
      vi.runAllTimers();
      desk.nowMs += 1000;
    }
    expect(desk.first).toMatchObject({ isJoined: true, takenBytes: 50, bytesPerSecond: 50 });
    line.isJoined = false;
    line.doors.changed();
    vi.runAllTimers();
    expect(desk.first).toMatchObject({ isJoined: false, takenBytes: 50, bytesPerSecond: null });
  });

  it("reads what it sends from the files (X1)", async () => {
    const desk = new Desk();
    desk.transfers.sendFiles(batch("one", "three"));
    const side = desk.allowed().side;
    if (!("source" in side)) throw new Error("this side takes");
    expect(new TextDecoder().decode(await side.source(1, 1, 3))).toBe("hre");
    await expect(side.source(2, 0, 1)).rejects.toThrow();
  });

  it("is stopped by a word to the server, and over when that says so (J4)", () => {
    const desk = new Desk();
    desk.transfers.sendFiles(batch("one"));
    const line = desk.allowed();
    desk.transfers.stop("r_1");
    expect(desk.said.at(-1)).toEqual({ type: "stop_work", request_id: "r_1" });
    expect(desk.first.ended).toBeNull();
    desk.ended("stopped");
    expect(desk.first.ended?.how).toBe("stopped");
    expect(line.done).toEqual(["close"]);
  });

  it("says why it failed, by the reason that came or else the machine's words (X6)", () => {
    const desk = new Desk();
    desk.transfers.sendFiles(batch("one"));
    const side = desk.allowed().side as { sending: Sending };
    side.sending.heard({ type: "transfer_stopped", reason: "disk_full" });
    desk.ended("failed", "The disk is full.");
    expect(desk.first.ended).toEqual({ how: "failed", reason: "disk_full", sentence: "The disk is full." });
  });
});

describe("what came", () => {
  it("is kept when it is whole, and let go of when it is put away (X4)", async () => {
    const desk = new Desk();
    desk.transfers.askForFiles();
    const line = desk.allowed();
    await comes(line.side, "hello");
    desk.ended("done");
    expect(desk.first.got.map((one) => one.path)).toEqual([["año.txt"]]);
    expect(await desk.first.got[0]?.data.text()).toBe("hello");
    expect(desk.first.totalBytes).toBe(5);
    expect(desk.copied).toEqual([]);
    desk.transfers.dismiss("r_1");
    expect(desk.moving).toEqual([]);
  });

  it("is nothing when it was stopped half way (X6)", async () => {
    const desk = new Desk();
    desk.transfers.askForFiles();
    await comes(desk.allowed().side, "hello");
    desk.ended("stopped");
    expect(desk.first.got).toEqual([]);
  });

  it.each([true, false])("goes into this clipboard if the browser allows it (%s)", async (mayCopy) => {
    const desk = new Desk();
    desk.mayCopy = mayCopy;
    desk.transfers.askForClip("text");
    await comes(desk.allowed().side, "¡5 €!");
    desk.ended("done");
    await vi.waitFor(() => expect(desk.first.isCopied).toBe(mayCopy));
    expect(desk.copied).toEqual(["text: ¡5 €!"]);
  });

  it("is at most what a clipboard may hold (L1)", () => {
    const desk = new Desk();
    desk.transfers.askForClip("text");
    const side = desk.allowed().side;
    expect("receiving" in side && side.receiving).toBeInstanceOf(Receiving);
  });
});

describe("after a cut of the control link", () => {
  it("the line begins anew, and what was answered meanwhile begins (X5)", () => {
    const desk = new Desk();
    desk.transfers.sendFiles(batch("one"));
    desk.transfers.askForFiles();
    const line = desk.allowed("r_1");
    desk.transfers.welcomed(
      stateWith({ request_id: "r_1", started_at: 5 }, { request_id: "r_2", started_at: 6 }),
    );
    expect(line.done).toEqual(["again"]);
    expect(desk.lines).toHaveLength(2);
    expect(desk.moving.every((one) => one.isAllowed)).toBe(true);
  });

  it("what still waits goes on waiting (J1)", () => {
    const desk = new Desk();
    desk.transfers.askForFiles();
    desk.transfers.welcomed(stateWith({ request_id: "r_1" }));
    expect(desk.first).toMatchObject({ isAllowed: false, ended: null });
  });

  it("what is not there any more is over, and done if it was all here (X5)", async () => {
    const desk = new Desk();
    const made = clipBatch("text", new Blob(["a"]));
    if (typeof made === "string") throw new Error(made);
    desk.transfers.sendClip("text", made);
    desk.allowed("r_1");
    desk.transfers.askForFiles();
    await comes(desk.allowed("r_2").side, "hello");
    desk.transfers.welcomed(stateWith());
    expect(desk.moving.map((one) => [one.requestId, one.ended?.how])).toEqual([
      ["r_2", "done"],
      ["r_1", "gone"],
    ]);
    desk.transfers.welcomed(stateWith());
    expect(desk.moving[1]?.ended?.how).toBe("gone");
  });

  it("nothing is left open when the page goes", () => {
    const desk = new Desk();
    desk.transfers.sendFiles(batch("one"));
    const line = desk.allowed();
    line.doors.changed();
    desk.transfers.close();
    expect(line.done).toEqual(["close"]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
