/** What a key does to the replay. Pure. */

export type Deed =
  | { readonly do: "toggle" }
  | { readonly do: "skip"; readonly byMs: number }
  | { readonly do: "step"; readonly by: 1 | -1 }
  | { readonly do: "begin" }
  | { readonly do: "end" }
  | { readonly do: "speed"; readonly by: 1 | -1 }
  | { readonly do: "full" };

export interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

export const ARROW_MS = 5_000;
export const JUMP_MS = 10_000;

const DEEDS: Readonly<Record<string, Deed>> = {
  " ": { do: "toggle" },
  k: { do: "toggle" },
  j: { do: "skip", byMs: -JUMP_MS },
  l: { do: "skip", byMs: JUMP_MS },
  ",": { do: "step", by: -1 },
  ".": { do: "step", by: 1 },
  Home: { do: "begin" },
  End: { do: "end" },
  "+": { do: "speed", by: 1 },
  "-": { do: "speed", by: -1 },
  f: { do: "full" },
};

/** The deed of a key, or null: it is the browser's, or whatever has the focus takes it. */
export function deedOf({ key, shiftKey, ctrlKey, altKey, metaKey }: Pressed): Deed | null {
  if (ctrlKey || altKey || metaKey) return null;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const by = key === "ArrowRight" ? 1 : -1;
    return shiftKey ? { do: "step", by } : { do: "skip", byMs: by * ARROW_MS };
  }
  return DEEDS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** Whether this element uses the key by itself, so that it is not the replay's. */
export function takesKey(target: EventTarget | null, { key }: Pick<Pressed, "key">): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.closest("input, textarea, select, [contenteditable], [role=dialog], [role=listbox], [role=menu]")
  )
    return true;
  const isPressed = key === " " && target.closest("button, a, [role=button], [role=tab], summary") !== null;
  return (
    isPressed || (isMove(key) && target.closest("[role=tab], [role=radiogroup], [role=combobox]") !== null)
  );
}

function isMove(key: string): boolean {
  return key.startsWith("Arrow") || key === "Home" || key === "End";
}
