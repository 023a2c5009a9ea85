/** The picture's place on the page, and the keys and the mouse that go from it to the hand. */

import type { At, Button, MonitorId } from "../protocol/protocol.gen";
import { Keyboard } from "./keyboard";
import { listenToMarker, type MarkerOut, type Tool } from "./marker";
import { listenToMouse } from "./mouse";
import type { Panes } from "./panes";
import { RemotePointer } from "./pointer";

/** The elements that a session view gives to the live part. */
export interface Stage {
  /** Holds the pictures and all the rest; what is to be put on the page. */
  holder: HTMLElement;
  /** Invisible; has the focus while keys go over, and composes what dead keys and input methods write. */
  keys: HTMLTextAreaElement;
  pointer: HTMLImageElement;
  /** Above the pictures: everyone's pointers and ink. */
  overlay: HTMLCanvasElement;
}

export interface StageOut extends MarkerOut {
  isHolder(): boolean;
  /** What the mouse on the picture is for. */
  tool(): Tool;
  move(at: At): void;
  button(at: At, button: Button, down: boolean): void;
  wheel(at: At, dx: number, dy: number): void;
  text(text: string): void;
  key(key: string, down: boolean): void;
  release(): void;
  tried(): void;
  captured(captured: boolean): void;
  /** Escape was pressed while pointing or drawing. */
  handWanted(): void;
}

/** Keys that browsers give away only in full screen. */
interface LockableKeyboard {
  lock(codes?: string[]): Promise<void>;
  unlock(): void;
}

export class StageHands {
  readonly pointer: RemotePointer;
  private readonly keyboard: Keyboard;
  private readonly stopped = new AbortController();

  constructor(
    private readonly stage: Stage,
    private readonly panes: Panes,
    private readonly out: StageOut,
  ) {
    this.pointer = new RemotePointer(panes, stage.pointer);
    this.keyboard = new Keyboard(
      {
        text: (text) => out.text(text),
        key: (key, down) => out.key(key, down),
        release: () => out.release(),
        leave: () => this.leave(),
      },
      /Mac|iPhone|iPad/.test(navigator.userAgent),
    );
    this.listenToKeys();
    listenToMouse(
      panes,
      {
        isHolder: () => out.isHolder() && out.tool() === "hand",
        move: (at) => out.move(at),
        button: (at, button, down) => {
          if (down) this.focus();
          this.keyboard.beforePointer();
          out.button(at, button, down);
        },
        wheel: (at, dx, dy) => {
          this.keyboard.beforePointer();
          out.wheel(at, dx, dy);
        },
        tried: () => {
          if (out.tool() === "hand") out.tried();
        },
      },
      this.stopped.signal,
    );
    document.addEventListener("keydown", (event) => this.escape(event), { signal: this.stopped.signal });
  }

  /** A monitor's picture is on the page now, until `stopped`. */
  opened(canvas: HTMLCanvasElement, stream: () => MonitorId, stopped: AbortSignal): void {
    listenToMarker(canvas, stream, this.out, stopped);
  }

  /** Keys go over from now on. */
  focus(): void {
    this.stage.keys.focus({ preventScroll: true });
  }

  /** As `focus`, but never away from somebody who writes or answers: what they type would go over. */
  focusUnlessWriting(): void {
    if (!isBusy(document.activeElement, this.stage.keys)) this.focus();
  }

  /** Control is gone, or the view ends: let go of everything. */
  blur(): void {
    this.keyboard.blur();
    this.stage.keys.blur();
  }

  close(): void {
    this.keyboard.blur();
    this.stopped.abort();
  }

  private escape(event: KeyboardEvent): void {
    if (event.key !== "Escape" || this.out.tool() === "hand" || isBusy(document.activeElement)) return;
    this.out.handWanted();
  }

  private leave(): void {
    this.stage.keys.blur();
    document.querySelector<HTMLElement>("[data-after-keys]")?.focus();
  }

  private listenToKeys(): void {
    const { keys } = this.stage;
    const options = { signal: this.stopped.signal };
    const composing = { now: false };
    // Without this a click would take the focus to the canvas, which cannot compose.
    const held = (event: Event): void => {
      if (this.panes.has(event.target)) event.preventDefault();
    };
    this.panes.holder.addEventListener("mousedown", held, options);
    keys.addEventListener("keydown", (event) => this.out.isHolder() && this.keyboard.down(event), options);
    keys.addEventListener("keyup", (event) => this.keyboard.up(event), options);
    keys.addEventListener("compositionstart", () => (composing.now = true), options);
    keys.addEventListener(
      "compositionend",
      (event) => {
        composing.now = false;
        this.typed(event.data);
      },
      options,
    );
    keys.addEventListener(
      "input",
      (event) => {
        if (composing.now || (event as InputEvent).isComposing) return;
        this.inputted(event as InputEvent);
      },
      options,
    );
    keys.addEventListener("focus", () => this.out.captured(true), options);
    keys.addEventListener(
      "blur",
      () => {
        this.keyboard.blur();
        this.out.captured(false);
      },
      options,
    );
    const hidden = (): void => {
      if (document.visibilityState === "hidden") this.keyboard.blur();
    };
    document.addEventListener("visibilitychange", hidden, options);
    window.addEventListener("pagehide", () => this.keyboard.blur(), options);
    window.addEventListener("blur", () => this.keyboard.blur(), options);
    document.addEventListener("fullscreenchange", () => void lockKeys(), options);
  }

  private typed(text: string): void {
    this.stage.keys.value = "";
    if (this.out.isHolder()) this.keyboard.typed(text);
  }

  /** On-screen keyboards send no keys, but say what is to happen. */
  private inputted(event: InputEvent): void {
    this.stage.keys.value = "";
    // What a composition wrote was said at its end.
    if (!this.out.isHolder() || event.inputType.includes("omposition")) return;
    const tapped = TAPS[event.inputType];
    if (tapped !== undefined) {
      this.out.key(tapped, true);
      this.out.key(tapped, false);
    } else if (event.data !== null) this.keyboard.typed(event.data);
  }
}

/** Whether the focus is where somebody writes, chooses, or is asked something. */
function isBusy(focused: Element | null, but?: Element): boolean {
  if (focused === null || focused === but) return false;
  return (
    focused.closest(
      "input:not([type=radio]), textarea, select, [role=dialog], [role=menu], [role=listbox]",
    ) !== null
  );
}

const TAPS: Readonly<Record<string, string>> = {
  deleteContentBackward: "Backspace",
  deleteContentForward: "Delete",
  insertLineBreak: "Enter",
  insertParagraph: "Enter",
};

/** In full screen the browser's own shortcuts go over too, where it allows that. */
async function lockKeys(): Promise<void> {
  const keyboard = (navigator as { keyboard?: LockableKeyboard }).keyboard;
  if (keyboard === undefined) return;
  if (document.fullscreenElement === null) keyboard.unlock();
  else await keyboard.lock().catch(() => undefined);
}
