/** Making elements without a framework. Text is text: nothing here reads HTML. */

type Child = Node | string | null;

interface Properties {
  class?: string;
  id?: string;
  on?: Partial<Record<"click" | "submit" | "input" | "change", (event: Event) => void>>;
  attributes?: Record<string, string>;
}

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { class: className, id, on = {}, attributes = {} }: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== undefined) made.className = className;
  if (id !== undefined) made.id = id;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const [name, listener] of Object.entries(on)) made.addEventListener(name, listener);
  made.append(...children.filter((child) => child !== null));
  return made;
}

interface FieldProperties {
  label: string;
  hint?: string;
  name: string;
  value?: string;
  maxLength: number;
  isLong?: boolean;
  isRequired?: boolean;
  autocomplete?: AutoFill;
}

/** A labelled input. */
export function field(what: FieldProperties): {
  box: HTMLElement;
  input: HTMLInputElement | HTMLTextAreaElement;
} {
  const input = element(what.isLong === true ? "textarea" : "input", { class: "input", id: what.name });
  input.name = what.name;
  input.value = what.value ?? "";
  input.maxLength = what.maxLength;
  input.required = what.isRequired ?? true;
  input.autocomplete = what.autocomplete ?? "off";
  if (input instanceof HTMLTextAreaElement) input.rows = 3;
  const hint =
    what.hint === undefined ? null : element("p", { class: "hint", id: `${what.name}-hint` }, what.hint);
  if (hint !== null) input.setAttribute("aria-describedby", hint.id);
  const label = element("label", { class: "label", attributes: { for: what.name } }, what.label);
  return { box: element("div", { class: "field" }, label, hint, input), input };
}

export function button(words: string, kind: string, click: () => void): HTMLButtonElement {
  const made = element("button", { class: `button ${kind}`, on: { click } }, words);
  made.type = "button";
  return made;
}
