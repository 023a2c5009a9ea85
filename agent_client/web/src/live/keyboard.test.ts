import { beforeEach, describe, expect, test } from "vitest";

import { Keyboard, type KeyStroke } from "./keyboard";

let sent: string[] = [];
let prevented = 0;
let keyboard: Keyboard;

const out = {
  text: (text: string) => void sent.push(`text ${text}`),
  key: (key: string, down: boolean) => void sent.push(`${down ? "down" : "up"} ${key}`),
  release: () => void sent.push("release"),
  leave: () => void sent.push("leave"),
};

type Held = Partial<Record<"ctrl" | "alt" | "meta" | "altGraph" | "composing" | "repeat", boolean>>;

function stroke(code: string, key: string, held: Held = {}): KeyStroke {
  return {
    code,
    key,
    ctrlKey: held.ctrl ?? false,
    altKey: held.alt ?? false,
    metaKey: held.meta ?? false,
    isComposing: held.composing ?? false,
    repeat: held.repeat ?? false,
    getModifierState: (name) => name === "AltGraph" && held.altGraph === true,
    preventDefault: () => {
      prevented += 1;
    },
  };
}

beforeEach(() => {
  sent = [];
  prevented = 0;
  keyboard = new Keyboard(out);
});

describe("what is written travels as text", () => {
  test("a letter is text, and letting it go says nothing", () => {
    keyboard.down(stroke("KeyA", "a"));
    keyboard.up(stroke("KeyA", "a"));
    expect(sent).toEqual(["text a"]);
    expect(prevented).toBe(1);
  });

  test("Shift is not sent beside text", () => {
    keyboard.down(stroke("ShiftLeft", "Shift"));
    keyboard.down(stroke("Digit1", "¡"));
    keyboard.up(stroke("Digit1", "¡"));
    keyboard.up(stroke("ShiftLeft", "Shift"));
    expect(sent).toEqual(["text ¡"]);
  });

  test("AltGr as Windows presses it, with a Control of its own, is text alone", () => {
    keyboard.down(stroke("ControlLeft", "Control", { ctrl: true }));
    keyboard.down(stroke("AltRight", "AltGraph", { ctrl: true, alt: true, altGraph: true }));
    keyboard.down(stroke("Digit2", "@", { ctrl: true, alt: true, altGraph: true }));
    keyboard.up(stroke("Digit2", "@", { ctrl: true, alt: true, altGraph: true }));
    keyboard.up(stroke("ControlLeft", "Control", { alt: true }));
    keyboard.up(stroke("AltRight", "AltGraph"));
    expect(sent).toEqual(["text @"]);
  });

  test("Option on a Mac writes characters", () => {
    keyboard = new Keyboard(out, true);
    keyboard.down(stroke("AltLeft", "Alt", { alt: true }));
    keyboard.down(stroke("KeyG", "@", { alt: true }));
    expect(sent).toEqual(["text @"]);
  });

  test("a held letter repeats as text", () => {
    keyboard.down(stroke("KeyA", "a"));
    keyboard.down(stroke("KeyA", "a", { repeat: true }));
    expect(sent).toEqual(["text a", "text a"]);
  });

  test("locks stay here", () => {
    keyboard.down(stroke("CapsLock", "CapsLock"));
    keyboard.down(stroke("KeyA", "A"));
    expect(sent).toEqual(["text A"]);
  });
});

describe("dead keys and input methods are left to the text area", () => {
  test("a dead key is not prevented, and its end is text", () => {
    keyboard.down(stroke("BracketLeft", "Dead"));
    keyboard.down(stroke("KeyA", "á", { composing: true }));
    expect(sent).toEqual([]);
    expect(prevented).toBe(0);
    keyboard.typed("á");
    expect(sent).toEqual(["text á"]);
  });

  test("Windows tells the composed letter with the second key", () => {
    keyboard.down(stroke("BracketLeft", "Dead"));
    keyboard.down(stroke("KeyA", "á"));
    expect(sent).toEqual(["text á"]);
  });

  test("an input method's keys are its own", () => {
    keyboard.down(stroke("KeyN", "Process"));
    keyboard.down(stroke("Enter", "Enter", { composing: true }));
    keyboard.typed("日本");
    expect(sent).toEqual(["text 日本"]);
  });
});

describe("shortcuts and editing keys travel as physical keys", () => {
  test("Control is sent when the shortcut needs it", () => {
    keyboard.down(stroke("ControlLeft", "Control", { ctrl: true }));
    expect(sent).toEqual([]);
    keyboard.down(stroke("KeyC", "c", { ctrl: true }));
    keyboard.up(stroke("KeyC", "c", { ctrl: true }));
    keyboard.up(stroke("ControlLeft", "Control"));
    expect(sent).toEqual(["down ControlLeft", "down KeyC", "up KeyC", "up ControlLeft"]);
  });

  test("Alt and Tab: Alt stays down until it is let go here", () => {
    keyboard.down(stroke("AltLeft", "Alt", { alt: true }));
    keyboard.down(stroke("Tab", "Tab", { alt: true }));
    keyboard.up(stroke("Tab", "Tab", { alt: true }));
    keyboard.down(stroke("Tab", "Tab", { alt: true }));
    keyboard.up(stroke("Tab", "Tab", { alt: true }));
    keyboard.up(stroke("AltLeft", "Alt"));
    expect(sent).toEqual(["down AltLeft", "down Tab", "up Tab", "down Tab", "up Tab", "up AltLeft"]);
  });

  test("Shift that selected by arrows does not stand beside the text that follows", () => {
    keyboard.down(stroke("ShiftLeft", "Shift"));
    keyboard.down(stroke("ArrowLeft", "ArrowLeft"));
    keyboard.up(stroke("ArrowLeft", "ArrowLeft"));
    keyboard.down(stroke("KeyA", "A"));
    expect(sent).toEqual(["down ShiftLeft", "down ArrowLeft", "up ArrowLeft", "up ShiftLeft", "text A"]);
  });

  test("a held editing key is let go and pressed again at each repeat", () => {
    keyboard.down(stroke("Backspace", "Backspace"));
    keyboard.down(stroke("Backspace", "Backspace", { repeat: true }));
    keyboard.up(stroke("Backspace", "Backspace"));
    expect(sent).toEqual(["down Backspace", "up Backspace", "down Backspace", "up Backspace"]);
  });

  test("Alt alone opens the menu; Control and Shift alone do nothing", () => {
    for (const [code, key] of [
      ["AltLeft", "Alt"],
      ["ControlLeft", "Control"],
      ["ShiftLeft", "Shift"],
    ] as const) {
      keyboard.down(stroke(code, key));
      keyboard.up(stroke(code, key));
    }
    expect(sent).toEqual(["down AltLeft", "up AltLeft"]);
  });

  test("the numeric pad without NumLock moves, whatever NumLock is over there", () => {
    keyboard.down(stroke("Numpad4", "ArrowLeft"));
    keyboard.up(stroke("Numpad4", "ArrowLeft"));
    expect(sent).toEqual(["down ArrowLeft", "up ArrowLeft"]);
  });

  test("Command on a Mac: the key is let go at once, since its end is never told", () => {
    keyboard = new Keyboard(out, true);
    keyboard.down(stroke("MetaLeft", "Meta", { meta: true }));
    keyboard.down(stroke("KeyC", "c", { meta: true }));
    keyboard.up(stroke("MetaLeft", "Meta"));
    expect(sent).toEqual(["down MetaLeft", "down KeyC", "up KeyC", "up MetaLeft"]);
  });

  test("a click takes the modifiers along", () => {
    keyboard.down(stroke("ControlLeft", "Control", { ctrl: true }));
    keyboard.beforePointer();
    expect(sent).toEqual(["down ControlLeft"]);
  });
});

describe("letting go", () => {
  test("a lost focus releases what is held, once", () => {
    keyboard.down(stroke("ArrowDown", "ArrowDown"));
    keyboard.blur();
    keyboard.blur();
    keyboard.up(stroke("ArrowDown", "ArrowDown"));
    expect(sent).toEqual(["down ArrowDown", "release"]);
  });

  test("Control, Alt and Shift together, and nothing else, lead out", () => {
    keyboard.down(stroke("ControlLeft", "Control", { ctrl: true }));
    keyboard.down(stroke("AltLeft", "Alt", { ctrl: true, alt: true }));
    keyboard.down(stroke("ShiftLeft", "Shift", { ctrl: true, alt: true }));
    keyboard.up(stroke("AltLeft", "Alt", { ctrl: true }));
    expect(sent).toEqual(["leave"]);
  });

  test("the same three with a letter are a shortcut", () => {
    keyboard.down(stroke("ControlLeft", "Control", { ctrl: true }));
    keyboard.down(stroke("AltLeft", "Alt", { ctrl: true, alt: true }));
    keyboard.down(stroke("ShiftLeft", "Shift", { ctrl: true, alt: true }));
    keyboard.down(stroke("KeyT", "T", { ctrl: true, alt: true }));
    keyboard.up(stroke("KeyT", "T", { ctrl: true, alt: true }));
    keyboard.up(stroke("AltLeft", "Alt", { ctrl: true }));
    expect(sent).not.toContain("leave");
    expect(sent.slice(0, 4)).toEqual(["down ControlLeft", "down AltLeft", "down ShiftLeft", "down KeyT"]);
  });
});
