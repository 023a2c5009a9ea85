/**
 * What the keys that the agent presses mean for the other desktop (SPEC I4). Pure: fed with DOM events.
 *
 * Printable keys travel as text, whatever the layout here: "@" by AltGr, "ñ", a dead key's "á", an input method's
 * "日". Shortcuts and editing keys travel as physical keys. Modifiers are sent late, when a key, a click or
 * the wheel needs them: so Shift and AltGr never stand beside typed text, and the Control that Windows
 * invents before AltGr is never sent.
 */

export interface KeyboardOut {
  text(text: string): void;
  key(key: string, down: boolean): void;
  release(): void;
  /** The way out for who has only a keyboard: Control, Alt and Shift, all three, and nothing else. */
  leave(): void;
}

/** What is needed of a DOM KeyboardEvent. */
export interface KeyStroke {
  readonly code: string;
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly isComposing: boolean;
  readonly repeat: boolean;
  getModifierState(name: string): boolean;
  preventDefault(): void;
}

const MODIFIERS = new Set([
  "ShiftLeft",
  "ShiftRight",
  "ControlLeft",
  "ControlRight",
  "AltLeft",
  "AltRight",
  "MetaLeft",
  "MetaRight",
]);
/** Pressed alone these do something: they open menus. */
const DO_ALONE = new Set(["AltLeft", "MetaLeft", "MetaRight"]);
/** Locks stay where the agent's keyboard is: text arrives as it was meant. */
const LEFT_HERE = new Set(["CapsLock", "NumLock", "ScrollLock"]);
const CHORD = ["Control", "Alt", "Shift"] as const;

export class Keyboard {
  /** Modifiers that are down here, and whether the other side knows. */
  private readonly modifiers = new Map<string, { sent: boolean; used: boolean }>();
  /** Other keys that are down there, by the code of the key here. */
  private readonly held = new Map<string, string>();
  private chordIsPure = false;

  constructor(
    private readonly out: KeyboardOut,
    private readonly isMac = false,
  ) {}

  down(stroke: KeyStroke): void {
    if (MODIFIERS.has(stroke.code)) {
      this.modifierDown(stroke);
      return;
    }
    this.chordIsPure = false;
    if (LEFT_HERE.has(stroke.code) || goesToTextArea(stroke)) return;
    stroke.preventDefault();
    if (isPrintable(stroke.key) && !this.isShortcut(stroke)) this.type(stroke.key);
    else this.press(stroke);
  }

  up(stroke: KeyStroke): void {
    if (MODIFIERS.has(stroke.code)) {
      this.modifierUp(stroke);
      return;
    }
    const key = this.held.get(stroke.code || stroke.key);
    if (key === undefined) return;
    stroke.preventDefault();
    this.held.delete(stroke.code || stroke.key);
    this.out.key(key, false);
  }

  /** Text that came without keys: a composition's end, an on-screen keyboard, an emoji picker. */
  typed(text: string): void {
    if (text !== "") this.type(text);
  }

  /** A click or the wheel goes out now: modifiers that are down have to be known there. */
  beforePointer(): void {
    this.chordIsPure = false;
    this.sendModifiers();
  }

  /** The focus is gone: nothing is held any more. */
  blur(): void {
    const any = this.held.size > 0 || [...this.modifiers.values()].some((one) => one.sent);
    this.held.clear();
    this.modifiers.clear();
    this.chordIsPure = false;
    if (any) this.out.release();
  }

  private isShortcut(stroke: KeyStroke): boolean {
    if (stroke.getModifierState("AltGraph")) return false;
    // On a Mac, Option writes characters as AltGr does elsewhere.
    return stroke.ctrlKey || stroke.metaKey || (stroke.altKey && !this.isMac);
  }

  private type(text: string): void {
    // Shift that a selection by arrows needed must not stand beside text.
    this.letGoForText();
    this.out.text(text);
  }

  private letGoForText(): void {
    for (const [code, state] of this.modifiers) {
      if (!state.sent) continue;
      state.sent = false;
      this.out.key(code, false);
    }
  }

  private press(stroke: KeyStroke): void {
    const key = keyName(stroke);
    if (key === "") return;
    this.sendModifiers();
    // A repeat is let go and pressed again: no system repeats our keys twice, and those that repeat none do now.
    if (stroke.repeat && this.held.has(stroke.code || stroke.key)) this.out.key(key, false);
    this.out.key(key, true);
    // A Mac never tells that a key is let go while Command is down.
    if (this.isMac && stroke.metaKey) this.out.key(key, false);
    else this.held.set(stroke.code || stroke.key, key);
  }

  private sendModifiers(): void {
    for (const [code, state] of this.modifiers) {
      state.used = true;
      if (state.sent) continue;
      state.sent = true;
      this.out.key(code, true);
    }
  }

  private modifierDown(stroke: KeyStroke): void {
    stroke.preventDefault();
    if (stroke.repeat) return;
    if (stroke.key === "AltGraph") {
      // It writes characters. Windows presses Control with it; that one is not meant either.
      this.modifiers.delete("ControlLeft");
      return;
    }
    this.modifiers.set(stroke.code, { sent: false, used: false });
    this.chordIsPure = this.chordIsDown() && this.held.size === 0;
  }

  private modifierUp(stroke: KeyStroke): void {
    stroke.preventDefault();
    const leaves = this.chordIsPure && this.chordIsDown();
    const state = this.modifiers.get(stroke.code);
    this.modifiers.delete(stroke.code);
    if (leaves) {
      this.blur();
      this.out.leave();
      return;
    }
    if (state === undefined) return;
    if (state.sent) this.out.key(stroke.code, false);
    else if (!state.used && DO_ALONE.has(stroke.code) && this.modifiers.size === 0) this.tap(stroke.code);
  }

  private tap(code: string): void {
    this.out.key(code, true);
    this.out.key(code, false);
  }

  private chordIsDown(): boolean {
    const down = [...this.modifiers.keys()];
    return CHORD.every((side) => down.some((code) => code.startsWith(side)));
  }
}

/** Dead keys and input methods: the text area composes, and says what came of it. */
function goesToTextArea(stroke: KeyStroke): boolean {
  return stroke.isComposing || ["Dead", "Process", "Unidentified", "Compose"].includes(stroke.key);
}

/** Names of keys begin with a capital letter and go on; everything else is what the key writes. */
function isPrintable(key: string): boolean {
  return key !== "" && !/^[A-Z][A-Za-z0-9]+$/.test(key);
}

function keyName(stroke: KeyStroke): string {
  // The numeric pad without NumLock moves: by its name, so that NumLock over there does not matter.
  if (stroke.code.startsWith("Numpad") && stroke.code !== "NumpadEnter" && !isPrintable(stroke.key))
    return stroke.key;
  if (stroke.code !== "") return stroke.code;
  if (/^[a-zA-Z]$/.test(stroke.key)) return `Key${stroke.key.toUpperCase()}`;
  if (/^[0-9]$/.test(stroke.key)) return `Digit${stroke.key}`;
  return isPrintable(stroke.key) ? "" : stroke.key;
}
